import type { ObjectRef } from "../catalog/identity.ts";
import { isPlatformSchema } from "../catalog/scope.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";
import { happened, isShown, settle } from "./happened.ts";
import { type Live, partKey } from "./live_object.ts";
import type { ObjectEvent, ReadStatement } from "./reading.ts";
import type { World } from "./world.ts";

/** The table that a part belongs to; one of the platform is known from the first thing that is put on it. */
function tableOf(world: World, statement: ReadStatement, event: ObjectEvent): Live | undefined {
  const { ref, unqualified } = event;
  const name = ref.table ?? "";
  const schemas = unqualified ? ["pg_temp", ...statement.searchPath, "public"] : [ref.schema ?? ""];
  for (const schema of schemas) {
    const table = world.table(schema, name);
    if (table !== undefined) return table;
  }
  const schema = ref.schema ?? "";
  if (!isPlatformSchema(schema)) return undefined;
  return world.addPlatformTable({ kind: "relation", schema, name, identity: qualify(schema, name) });
}

/** Policies, triggers, constraints and columns. */
export function applyPart(world: World, statement: ReadStatement, event: ObjectEvent): void {
  const table = tableOf(world, statement, event);
  if (table === undefined) {
    if (event.event === "drop" && isShown(event))
      world.note(happened(statement, event, { outcome: "hidden" }));
    return;
  }
  const ref = onTable(event.ref, table.ref);
  if (ref.kind === "column") applyColumn(world, statement, { event, ref, table });
  else applyNamedPart(world, statement, { event, ref, table });
}

/** The part under the name that its table has by now. */
function onTable(ref: ObjectRef, table: ObjectRef): ObjectRef {
  if (ref.schema === table.schema && ref.table === table.name) return ref;
  const schema = table.schema ?? "";
  const on = qualify(schema, table.name);
  const identity =
    ref.kind === "column" ? `${on}.${quoteIdent(ref.name)}` : `${quoteIdent(ref.name)} on ${on}`;
  return { ...ref, schema, table: table.name, identity };
}

interface PartEvent {
  readonly event: ObjectEvent;
  readonly ref: ObjectRef;
  readonly table: Live;
}

function applyNamedPart(world: World, statement: ReadStatement, { event, ref, table }: PartEvent): void {
  const there = table.parts.get(partKey(ref));
  const shown = isShown(event);
  if (event.event === "create" || event.event === "replace") {
    if (there === undefined) {
      if (shown || ref.kind === "constraint") world.addPart(table, happened(statement, event, { ref }));
      return;
    }
    if (event.event === "replace") {
      there.definedBy = statement;
      world.note(happened(statement, event, { ref }));
      return;
    }
    if (there.doubtful && !event.ifNotExists) {
      settle(world, there, happened(statement, event, { ref }));
      return;
    }
    const outcome = event.ifNotExists ? "hidden" : "taken";
    world.note(happened(statement, event, { outcome, ref, against: there.made }));
    return;
  }
  if (there === undefined) {
    if (shown && event.event === "drop") world.note(happened(statement, event, { outcome: "hidden", ref }));
    return;
  }
  const told = happened(statement, event, { ref });
  world.note(told);
  if (event.event === "drop") {
    table.parts.delete(partKey(ref));
    there.timeline.alive = false;
  } else if (event.event === "rename" && event.renamedTo !== undefined) {
    world.movePart(table, there, onTable(event.renamedTo, table.ref));
  }
}

/** A column has a timeline of its own only where it is added twice. */
function applyColumn(world: World, statement: ReadStatement, { event, ref, table }: PartEvent): void {
  const { columns } = table;
  if (columns === undefined) return;
  if (event.event === "create") {
    const there = columns.get(ref.name);
    if (there === undefined) columns.set(ref.name, happened(statement, event, { ref }));
    else {
      const outcome = event.ifNotExists ? "hidden" : "taken";
      world.note(happened(statement, event, { outcome, ref, against: there }));
    }
    return;
  }
  if (event.event !== "drop" && event.event !== "rename") return;
  const there = columns.get(ref.name);
  columns.delete(ref.name);
  // What may not have happened leaves it open which columns there are.
  if (event.guarded === true) table.knowsColumns = false;
  else table.gone.set(ref.name, happened(statement, event, { ref }));
  if (event.event === "rename" && event.renamedTo !== undefined) {
    if (there !== undefined) columns.set(event.renamedTo.name, there);
  }
}
