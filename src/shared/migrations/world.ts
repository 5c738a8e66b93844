import type { ObjectKind, ObjectRef } from "../catalog/identity.ts";
import type { AstNode } from "../sql/ast.ts";
import { isAstNode, nodeList } from "../sql/ast.ts";
import { isNode } from "../sql/walk.ts";
import type { ObjectEvent, ReadStatement } from "./reading.ts";
import type { MissingReference, ObjectTimeline, TimelineEvent } from "./timeline.ts";
import { isSameType } from "./type_names.ts";

/** Objects that cannot have one name in one schema. */
export type Space =
  | "relation"
  | "type"
  | "routine"
  | "schema"
  | "extension"
  | "role"
  | "publication"
  | "trigger";

const SEPARATOR = "\u0000";

/** The key of a name within its space. */
export function spaceKey(space: Space, schema: string, name: string): string {
  return `${space}${SEPARATOR}${schema}${SEPARATOR}${name}`;
}

/** The space of an object that belongs to no table; nothing for one that does. */
export function spaceOf(ref: ObjectRef): Space | undefined {
  switch (ref.kind) {
    case "relation":
    case "index":
    case "sequence":
      return "relation";
    case "type":
    case "routine":
    case "schema":
    case "extension":
    case "role":
    case "publication":
      return ref.kind;
    case "trigger":
      return ref.table === undefined ? "trigger" : undefined;
    default:
      return undefined;
  }
}

/** The key of an object that belongs to no table. */
export function keyOf(ref: ObjectRef, space: Space): string {
  return spaceKey(space, ref.schema ?? "", ref.name);
}

interface MutableTimeline {
  ref: ObjectRef;
  readonly events: TimelineEvent[];
  alive: boolean;
}

/** An object that is there. */
export interface Live {
  ref: ObjectRef;
  /** The event that made it. */
  made: TimelineEvent | undefined;
  /** The statement that defines it now. */
  definedBy: ReadStatement | undefined;
  readonly timeline: MutableTimeline;
  /** Of a routine: its input types. */
  readonly inputs: readonly string[] | undefined;
  /** Of a table: its policies, triggers and constraints, by kind and name. */
  readonly parts: Map<string, Live>;
  /** Of a table: keys of its indexes and of the sequences of its columns. */
  readonly belongings: Set<string>;
  /** Of a table: who made which column; nothing where not all are known. */
  columns: Map<string, TimelineEvent> | undefined;
  /** Of a table: whether those are all its columns for certain. */
  knowsColumns: boolean;
  /** Of a table: columns that it had, by the event that took them away. */
  readonly gone: Map<string, TimelineEvent>;
  /** Keys of what it is dropped with by `cascade`. */
  readonly needs: Set<string>;
  /** Its creation may never have happened, or a text that nobody can read may have dropped it. */
  doubtful: boolean;
}

/** What is no longer there, or never came to be. */
export interface Ghost {
  /** The event that took it away. */
  readonly by?: TimelineEvent;
  /** The missing reference because of which its creation failed. */
  readonly cause?: MissingReference;
}

/** All objects at one point of a chain. Routines of one name stand under one key. */
export class World {
  readonly #live = new Map<string, Live[]>();
  readonly #ghosts = new Map<string, Ghost>();
  readonly #timelines: MutableTimeline[] = [];
  readonly #byIdentity = new Map<string, MutableTimeline>();
  readonly #neededBy = new Map<string, Set<Live>>();

  /** Objects under a key. */
  at(key: string): readonly Live[] {
    return this.#live.get(key) ?? [];
  }

  /** What became of the object that had the key. */
  ghost(key: string): Ghost | undefined {
    return this.#ghosts.get(key);
  }

  /** The table with these names, whatever it is; one of the platform is made up, to hold what belongs to it. */
  table(schema: string, name: string): Live | undefined {
    return this.at(spaceKey("relation", schema, name))[0];
  }

  timelines(): readonly ObjectTimeline[] {
    return this.#timelines;
  }

  /** Marks what a failed statement would have made. */
  haunt(key: string, ghost: Ghost): void {
    if (!this.#live.has(key)) this.#ghosts.set(key, ghost);
  }

  /** Notes an event in the timeline of its object, which it begins where there is none. */
  note(event: TimelineEvent): MutableTimeline {
    const { ref } = event;
    const identity = `${ref.kind}${SEPARATOR}${ref.identity}`;
    let timeline = this.#byIdentity.get(identity);
    if (timeline === undefined) {
      timeline = { ref, events: [], alive: false };
      this.#byIdentity.set(identity, timeline);
      this.#timelines.push(timeline);
    }
    timeline.events.push(event);
    return timeline;
  }

  /** Adds an object. */
  add(key: string, event: TimelineEvent, inputs?: readonly string[]): Live {
    const live = this.#newLive(event, inputs);
    const others = this.#live.get(key);
    if (others === undefined) this.#live.set(key, [live]);
    else others.push(live);
    this.#ghosts.delete(key);
    return live;
  }

  /** A table of the platform, known once something is put on it. */
  addPlatformTable(ref: ObjectRef): Live {
    const live = emptyLive(ref, { ref, events: [], alive: true });
    this.#live.set(spaceKey("relation", ref.schema ?? "", ref.name), [live]);
    return live;
  }

  /** Adds what belongs to a table. */
  addPart(table: Live, event: TimelineEvent): Live {
    const live = this.#newLive(event, undefined);
    table.parts.set(partKey(event.ref), live);
    return live;
  }

  #newLive(event: TimelineEvent, inputs: readonly string[] | undefined): Live {
    const timeline = this.note(event);
    timeline.alive = true;
    const live = emptyLive(event.ref, timeline, inputs);
    live.made = event;
    live.definedBy = event.statement;
    live.doubtful = event.event.guarded === true;
    if (event.ref.kind === "relation") {
      live.columns = columnsMade(event);
      live.knowsColumns = live.columns !== undefined && namesAllColumns(event);
    }
    return live;
  }

  /** Tells what an object is dropped with. */
  need(live: Live, key: string): void {
    if (live.needs.has(key)) return;
    live.needs.add(key);
    const others = this.#neededBy.get(key);
    if (others === undefined) this.#neededBy.set(key, new Set([live]));
    else others.add(live);
  }

  /** Takes an object away, with all that belongs to it and, by `cascade`, all that needs it. */
  remove(key: string, live: Live, by: TimelineEvent): void {
    const others = this.#live.get(key)?.filter((other) => other !== live) ?? [];
    if (others.length > 0) this.#live.set(key, others);
    else {
      this.#live.delete(key);
      this.#ghosts.set(key, { by });
    }
    live.timeline.alive = false;
    for (const part of live.parts.values()) part.timeline.alive = false;
    for (const belonging of live.belongings) {
      for (const inner of this.at(belonging)) this.remove(belonging, inner, by);
    }
    if (by.event.cascade !== true) return;
    const needing = [...(this.#neededBy.get(key) ?? [])];
    this.#neededBy.delete(key);
    for (const other of needing) this.#removeNeeding(other, by);
  }

  #removeNeeding(live: Live, by: TimelineEvent): void {
    if (!live.timeline.alive) return;
    const space = spaceOf(live.ref);
    if (space === undefined) {
      const table = this.table(live.ref.schema ?? "", live.ref.table ?? "");
      if (table?.parts.get(partKey(live.ref)) === live) table.parts.delete(partKey(live.ref));
      live.timeline.alive = false;
      live.timeline.events.push({ ...by, ref: live.ref });
      return;
    }
    const key = keyOf(live.ref, space);
    if (!this.at(key).includes(live)) return;
    live.timeline.events.push({ ...by, ref: live.ref });
    this.remove(key, live, by);
  }

  /** Gives an object another name or schema; what belongs to it goes along. */
  move(key: string, live: Live, event: TimelineEvent, to: ObjectRef): void {
    const others = this.#live.get(key)?.filter((other) => other !== live) ?? [];
    if (others.length > 0) this.#live.set(key, others);
    else {
      this.#live.delete(key);
      this.#ghosts.set(key, { by: event });
    }
    const ref = live.ref.kind === to.kind ? { ...to, ...signatureAfter(live, to) } : to;
    live.ref = ref;
    this.#rename(live.timeline, ref);
    const space = spaceOf(ref);
    if (space === undefined) return;
    const newKey = keyOf(ref, space);
    this.#live.set(newKey, [...(this.#live.get(newKey) ?? []), live]);
    this.#ghosts.delete(newKey);
    for (const needing of this.#neededBy.get(key) ?? []) this.need(needing, newKey);
  }

  /** Gives a part another name. */
  movePart(table: Live, part: Live, to: ObjectRef): void {
    table.parts.delete(partKey(part.ref));
    part.ref = to;
    table.parts.set(partKey(to), part);
    this.#rename(part.timeline, to);
  }

  #rename(timeline: MutableTimeline, ref: ObjectRef): void {
    this.#byIdentity.delete(`${timeline.ref.kind}${SEPARATOR}${timeline.ref.identity}`);
    timeline.ref = ref;
    this.#byIdentity.set(`${ref.kind}${SEPARATOR}${ref.identity}`, timeline);
  }

  /** From now on nobody can tell which objects of these kinds are there: a text that was put together has dropped some. */
  doubt(dropped: ReadonlySet<string>): void {
    const kinds = new Set([...dropped].flatMap((word) => KINDS_OF_WORD[word] ?? []));
    if (kinds.size === 0) return;
    for (const lives of this.#live.values()) {
      for (const live of lives) {
        live.doubtful ||= kinds.has(live.ref.kind);
        for (const part of live.parts.values()) part.doubtful ||= kinds.has(part.ref.kind);
      }
    }
  }

  /** Whether any table has a column of the name. */
  hasColumn(name: string): boolean {
    for (const lives of this.#live.values())
      if (lives.some(({ columns }) => columns?.has(name) === true)) return true;
    return false;
  }

  /** Whether any schema has a routine of the name. */
  hasRoutine(name: string): boolean {
    for (const lives of this.#live.values())
      if (lives.some(({ ref }) => ref.kind === "routine" && ref.name === name)) return true;
    return false;
  }

  /** Every object of a schema, with its key. */
  *inSchema(schema: string): Generator<readonly [string, Live]> {
    for (const [key, lives] of [...this.#live]) {
      for (const live of lives) if (live.ref.schema === schema) yield [key, live];
    }
  }
}

/** What goes with an object of a kind, by the word that SQL drops it by. */
const KINDS_OF_WORD: Readonly<Record<string, readonly ObjectKind[]>> = {
  constraint: ["constraint"],
  function: ["routine", "policy", "trigger"],
  index: ["index"],
  owned: ["relation", "index", "sequence", "routine", "type", "policy", "trigger", "constraint"],
  policy: ["policy"],
  procedure: ["routine"],
  routine: ["routine"],
  schema: ["relation", "index", "sequence", "routine", "type", "policy", "trigger", "constraint"],
  sequence: ["sequence"],
  table: ["relation", "index", "sequence", "policy", "trigger", "constraint"],
  trigger: ["trigger"],
  type: ["type"],
  view: ["relation"],
};

function signatureAfter(live: Live, to: ObjectRef): Partial<ObjectRef> {
  if (live.inputs === undefined || live.ref.kind !== "routine" || to.signature !== undefined) return {};
  const signature = `${to.identity}(${live.inputs.join(",")})`;
  return { signature, identity: signature };
}

function emptyLive(ref: ObjectRef, timeline: MutableTimeline, inputs?: readonly string[]): Live {
  return {
    ref,
    made: undefined,
    definedBy: undefined,
    timeline,
    inputs,
    parts: new Map(),
    belongings: new Set(),
    columns: undefined,
    knowsColumns: false,
    gone: new Map(),
    needs: new Set(),
    doubtful: false,
  };
}

/** The key of a part among those of its table. */
export function partKey(ref: ObjectRef): string {
  return `${ref.kind}${SEPARATOR}${ref.name}`;
}

/** The columns that a CREATE TABLE names; nothing where others come from elsewhere. */
function columnsMade(event: TimelineEvent): Map<string, TimelineEvent> | undefined {
  const { node, kind } = event.statement.statement;
  const fields = node[kind];
  if (kind !== "CreateStmt" || typeof fields !== "object" || fields === null) return undefined;
  const elements = nodeList((fields as AstNode).tableElts);
  return new Map(
    elements.flatMap((item) =>
      isNode(item, "ColumnDef") ? [[String(item.ColumnDef.colname), event] as const] : [],
    ),
  );
}

/** Whether a CREATE TABLE takes no columns over from a parent, a type or another table, and surely runs. */
function namesAllColumns({ event, statement }: TimelineEvent): boolean {
  const create = statement.statement.node.CreateStmt;
  if (!isAstNode(create) || event.guarded === true) return false;
  if (create.inhRelations !== undefined || create.ofTypename !== undefined) return false;
  return !nodeList(create.tableElts).some((item) => isNode(item, "TableLikeClause"));
}

/** The routine of these input types among those of one name; the only one where no types are given. */
export function overloadOf(lives: readonly Live[], event: ObjectEvent): Live | undefined {
  const { inputs } = event;
  if (inputs === undefined) return lives.length === 1 ? lives[0] : undefined;
  return lives.find(
    (live) =>
      live.inputs?.length === inputs.length &&
      live.inputs.every((type, index) => isSameType(type, inputs[index] ?? "")),
  );
}
