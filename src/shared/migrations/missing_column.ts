import type { ObjectRef } from "../catalog/identity.ts";
import { isCatalogFunction } from "../sql/pg_catalog_names.ts";
import type { CreationIndex } from "./creation_index.ts";
import { makesWith } from "./creation_index.ts";
import { columnOf } from "./event_refs.ts";
import type { Live } from "./live_object.ts";
import type { ColumnUse, ReadStatement, Reference } from "./reading.ts";
import type { MissingReference } from "./timeline.ts";
import type { World } from "./world.ts";

/** What is known at the place of a statement. */
export interface ColumnKnowledge {
  readonly world: World;
  /** The relation that a name means; nothing where no file makes it. */
  readonly relation: (name: ColumnUse["of"][number]) => Live | undefined;
  readonly creations: CreationIndex;
  /** Place of the statement in the chain. */
  readonly position: number;
  /** Columns whose addition failed, by identity, with the missing reference behind it. */
  readonly failed: ReadonlyMap<string, MissingReference>;
}

/** What a column that is not there comes from: a reference that misses it, or the failure of what adds it. */
export type ColumnVerdict =
  | { readonly missing: MissingReference }
  | { readonly ref: ObjectRef; readonly cause: MissingReference };

/** Judges one column; nothing where it is there, or where not all columns of its table are known for certain. */
export function judgeColumn(
  use: ColumnUse,
  statement: ReadStatement,
  knowledge: ColumnKnowledge,
): ColumnVerdict | undefined {
  const tables: Live[] = [];
  for (const name of use.of) {
    const live = knowledge.relation(name);
    if (live === undefined || !live.knowsColumns || live.doubtful) return undefined;
    if (live.columns?.has(use.name) !== false || addsColumn(statement, live, use.name)) return undefined;
    // A creation that `if not exists` hid may be the one that is meant: that is a finding of its own.
    if (hidesColumn(live, use.name)) return undefined;
    tables.push(live);
  }
  if (mayBeCall(use, knowledge.world)) return undefined;
  const [first] = tables;
  return first === undefined ? undefined : explain({ use, statement, knowledge, first, tables });
}

/** `item.name` calls a function of the row where there is no such column; this looks at all routines. */
function mayBeCall({ name, expression }: ColumnUse, world: World): boolean {
  return expression === true && (isCatalogFunction(name) || world.hasRoutine(name));
}

interface Missed {
  readonly use: ColumnUse;
  readonly statement: ReadStatement;
  readonly knowledge: ColumnKnowledge;
  readonly first: Live;
  readonly tables: readonly Live[];
}

function explain({ use, statement, knowledge, first, tables }: Missed): ColumnVerdict {
  const { name, place } = use;
  const { creations, position, failed } = knowledge;
  const refs = tables.map((live) => columnRef(live, name));
  for (const ref of refs) {
    const cause = failed.get(ref.identity);
    if (cause !== undefined) return { ref, cause };
  }
  const reference: Reference = { kind: "column", name, place, deferred: false };
  for (const ref of refs) {
    const by = creations.columnAfter(ref, position);
    if (by !== undefined) return { missing: { reference, statement, reason: "later", ref, by } };
  }
  for (const [index, live] of tables.entries()) {
    const by = live.gone.get(name);
    const ref = refs[index];
    if (by !== undefined && ref !== undefined)
      return { missing: { reference, statement, reason: "dropped", ref, by } };
  }
  return { missing: { reference, statement, reason: "never", ref: columnRef(first, name) } };
}

/** A column of a table, under the name that the table has by now. */
export function columnRef({ ref }: Live, name: string): ObjectRef {
  return columnOf({ schema: ref.schema ?? "", name: ref.name, unqualified: false }, name);
}

/** The statement itself adds it: what a command adds is there for the others. */
function addsColumn({ events }: ReadStatement, { ref: table }: Live, name: string): boolean {
  return events.some(
    ({ event, ref }) =>
      event === "create" && ref.kind === "column" && ref.name === name && ref.table === table.name,
  );
}

function hidesColumn({ timeline }: Live, name: string): boolean {
  return timeline.events.some(
    ({ outcome, statement }) => (outcome === "hidden" || outcome === "taken") && makesWith(statement, name),
  );
}
