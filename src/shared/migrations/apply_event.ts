import type { ObjectRef } from "../catalog/identity.ts";
import { isPlatformSchema } from "../catalog/scope.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";
import { applyPart } from "./apply_part.ts";
import { isOtherWord } from "./drop_word.ts";
import { happened, isShown, settle } from "./happened.ts";
import { type Live, overloadOf } from "./live_object.ts";
import { keyOf, type Space, spaceKey, spaceOf } from "./object_space.ts";
import type { ObjectEvent, ReadStatement } from "./reading.ts";
import type { TimelineEvent } from "./timeline.ts";
import type { World } from "./world.ts";

/** Applies one event of a statement that runs. */
export function applyEvent(world: World, statement: ReadStatement, event: ObjectEvent): void {
  const ref = event.ref;
  const space = spaceOf(ref);
  if (space === undefined) applyPart(world, statement, event);
  else if (event.event === "create" || event.event === "replace") create(world, statement, { event, space });
  else {
    const found = find(world, statement, { event, space });
    if (found === undefined) {
      if (event.event === "data" || event.event === "alter") notePlatform(world, statement, event);
      else if (event.event === "drop" && event.ifExists)
        world.note(happened(statement, event, { outcome: "hidden" }));
      return;
    }
    if (event.event === "drop" && isOtherWord(statement, found.live.made?.statement)) {
      world.note(happened(statement, event, { outcome: "fails", ref: found.live.ref }));
      return;
    }
    change(world, statement, { event, ...found });
  }
}

/** Notes what an event would do in a statement that fails. */
export function noteFailed(world: World, statement: ReadStatement, event: ObjectEvent): void {
  if (isShown(event)) world.note(happened(statement, event, { outcome: "fails" }));
}

interface Placed {
  readonly event: ObjectEvent;
  readonly space: Space;
}

function create(world: World, statement: ReadStatement, { event, space }: Placed): void {
  const key = keyOf(event.ref, space);
  dropFleeting(world, statement, key);
  const there = world.at(key);
  const same = space === "routine" ? overloadOf(there, event) : there[0];
  if (same === undefined) {
    const live = world.add(key, happened(statement, event), event.inputs);
    attach(world, live, key);
    if (event.ref.kind === "extension") addRequired(world, statement, event);
    return;
  }
  if (event.event === "replace") {
    const ref = same.ref;
    world.note(happened(statement, event, { ref }));
    same.definedBy = statement;
    return;
  }
  if (!isShown(event)) return;
  if (same.doubtful && !event.ifNotExists) {
    settle(world, same, happened(statement, event, { ref: same.ref }));
    return;
  }
  const outcome = event.ifNotExists ? "hidden" : "taken";
  world.note(happened(statement, event, { outcome, ref: same.ref, against: same.made }));
}

/** A temporary table that its transaction has dropped, and with it the sequences of its columns. */
function dropFleeting(world: World, statement: ReadStatement, key: string): void {
  const [live] = world.at(key);
  if (live?.made?.event.fleeting !== true || live.made.statement.file === statement.file) return;
  world.remove(key, live, live.made);
}

/** Extensions that `cascade` brings along. */
const REQUIRED: Readonly<Record<string, string>> = {
  earthdistance: "cube",
  pgrouting: "postgis",
  postgis_raster: "postgis",
  postgis_tiger_geocoder: "postgis",
  postgis_topology: "postgis",
};

function addRequired(world: World, statement: ReadStatement, event: ObjectEvent): void {
  const name = REQUIRED[event.ref.name];
  if (name === undefined || world.at(spaceKey("extension", "", name)).length > 0) return;
  const ref: ObjectRef = { kind: "extension", name, identity: quoteIdent(name) };
  world.add(spaceKey("extension", "", name), happened(statement, { ...event, ref }));
}

/** An index goes with its table, a sequence with the column that it was made for. */
function attach(world: World, live: Live, key: string): void {
  const { ref, made } = live;
  if (ref.kind === "index" && ref.table !== undefined) {
    world.table(ref.schema ?? "", ref.table)?.belongings.add(key);
  } else if (ref.kind === "sequence" && made?.event.implied === true) {
    const owner = made.statement.events.find(({ ref: other }) => other.kind === "relation")?.ref;
    if (owner !== undefined) world.table(owner.schema ?? "", owner.name)?.belongings.add(key);
  }
}

interface Found {
  readonly key: string;
  readonly live: Live;
}

/** The object that an event other than a creation means: by the path, where its name has no schema. */
function find(world: World, statement: ReadStatement, { event, space }: Placed): Found | undefined {
  const { ref } = event;
  const schemas = event.unqualified
    ? ["pg_temp", ...statement.searchPath, "public", "extensions"]
    : [ref.schema ?? ""];
  for (const schema of schemas) {
    const key = spaceKey(space, schema, ref.name);
    const lives = world.at(key);
    const live = space === "routine" ? overloadOf(lives, event) : lives[0];
    if (live !== undefined) return { key, live };
  }
  return undefined;
}

interface Change extends Found {
  readonly event: ObjectEvent;
}

function change(world: World, statement: ReadStatement, { event, key, live }: Change): void {
  const told = happened(statement, event, { ref: live.ref });
  world.note(told);
  if (event.event === "drop") {
    world.remove(key, live, told);
    if (event.ref.kind === "schema") removeSchema(world, event.ref.name, told);
  } else if (event.event === "rename" && event.renamedTo !== undefined) {
    const to = event.renamedTo;
    // Only the part that the command changes counts: the rest of the name is what was found.
    const moved = event.ref.kind === "schema" ? to : relocated(live.ref, event, to);
    world.move(key, live, told, moved);
    if (event.ref.kind === "schema") moveSchema(world, event, told);
  }
}

function relocated(found: ObjectRef, event: ObjectEvent, to: ObjectRef): ObjectRef {
  const renamed = to.name !== event.ref.name;
  const schema = (renamed ? found.schema : to.schema) ?? "";
  const { signature: _signature, ...rest } = found;
  return {
    ...rest,
    ...(found.schema === undefined ? {} : { schema }),
    name: to.name,
    identity: identityOf(schema, to.name),
  };
}

function identityOf(schema: string, name: string): string {
  return schema === "" ? quoteIdent(name) : qualify(schema, name);
}

function removeSchema(world: World, schema: string, by: TimelineEvent): void {
  for (const [key, live] of world.inSchema(schema))
    if (world.at(key).includes(live)) world.remove(key, live, by);
}

function moveSchema(world: World, event: ObjectEvent, by: TimelineEvent): void {
  const schema = event.renamedTo?.name ?? "";
  for (const [key, live] of world.inSchema(event.ref.name)) {
    const { signature: _signature, ...rest } = live.ref;
    world.move(key, live, by, { ...rest, schema, identity: identityOf(schema, live.ref.name) });
  }
}

/** What is done to tables that no file makes, such as those of storage, has a timeline as well. */
function notePlatform(world: World, statement: ReadStatement, event: ObjectEvent): void {
  if (isPlatformSchema(event.ref.schema ?? "")) world.note(happened(statement, event));
}
