import type { ObjectRef } from "../catalog/identity.ts";
import { keyOf, spaceKey, spaceOf } from "./object_space.ts";
import type { ObjectEvent, ReadFile, ReadStatement } from "./reading.ts";
import { shapeOfStatement } from "./table_shape.ts";
import type { TimelineEvent } from "./timeline.ts";

/** Where each name is made in the whole chain, so that a statement that comes too early can be told of it. */
export interface CreationIndex {
  /** The first creation of one of the keys after a statement's place in the chain, 0 for any; of those that suit. */
  after(keys: readonly string[], position: number, suits?: Suits): TimelineEvent | undefined;
  /** The last creation of one of the keys before the place, of those that suit. */
  before(keys: readonly string[], position: number, suits: Suits): TimelineEvent | undefined;
  /** The first statement after the place that gives a table of this name a column of that one. */
  columnAfter(column: ObjectRef, position: number): TimelineEvent | undefined;
  /** The same of a policy. */
  policyAfter(ref: ObjectRef, position: number): TimelineEvent | undefined;
}

type Suits = (event: TimelineEvent) => boolean;

interface Creation {
  readonly position: number;
  readonly event: TimelineEvent;
}

/** Collects the creations of a chain. New names that `rename` gives count as well. */
export function indexCreations(files: readonly ReadFile[]): CreationIndex {
  const byKey = new Map<string, Creation[]>();
  const put = (key: string, creation: Creation) => {
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [creation]);
    else known.push(creation);
  };
  let position = 0;
  for (const file of files) {
    for (const statement of file.statements) {
      position++;
      for (const event of statement.events) {
        const made = event.event === "create" || event.event === "replace";
        const ref = made ? event.ref : event.renamedTo;
        if (ref === undefined) continue;
        const space = spaceOf(ref);
        const told: TimelineEvent = { ref, event, statement, outcome: "done" };
        if (space !== undefined) put(keyOf(ref, space), { position, event: told });
        else if (ref.kind === "policy") put(policyKey(ref), { position, event: told });
      }
    }
  }
  const after = (keys: readonly string[], start: number, suits?: Suits): TimelineEvent | undefined => {
    let first: Creation | undefined;
    for (const key of keys) {
      const found = byKey
        .get(key)
        ?.find((creation) => creation.position > start && (suits === undefined || suits(creation.event)));
      if (found !== undefined && (first === undefined || found.position < first.position)) first = found;
    }
    return first?.event;
  };
  const before = (keys: readonly string[], end: number, suits: Suits): TimelineEvent | undefined => {
    let last: Creation | undefined;
    for (const key of keys) {
      const found = byKey.get(key)?.findLast(({ position: at, event }) => at < end && suits(event));
      if (found !== undefined && (last === undefined || found.position > last.position)) last = found;
    }
    return last?.event;
  };
  return {
    after,
    before,
    policyAfter: (ref, start) => after([policyKey(ref)], start),
    columnAfter: (column, start) => columnAfter(files, column, start),
  };
}

/** Columns are looked for where one is missed, which is rare: an index of all would cost every folder. */
function columnAfter(
  files: readonly ReadFile[],
  column: ObjectRef,
  start: number,
): TimelineEvent | undefined {
  let position = 0;
  for (const file of files) {
    for (const statement of file.statements) {
      position++;
      if (position <= start) continue;
      const event = statement.events.find((one) => makesColumn(one, statement, column));
      if (event !== undefined) return { ref: column, event, statement, outcome: "done" };
    }
  }
  return undefined;
}

function makesColumn(
  { event, ref, renamedTo }: ObjectEvent,
  statement: ReadStatement,
  { schema, table, name }: ObjectRef,
): boolean {
  const made = event === "create" ? ref : renamedTo;
  if (made === undefined || made.schema !== schema) return false;
  if (made.kind === "column") return made.table === table && made.name === name;
  return event === "create" && made.kind === "relation" && made.name === table && makesWith(statement, name);
}

/** Whether the statement is a CREATE TABLE that names the column. */
export function makesWith({ statement }: ReadStatement, column: string): boolean {
  return shapeOfStatement(statement.node)?.columns.some(({ name }) => name === column) === true;
}

function policyKey(ref: ObjectRef): string {
  return spaceKey("relation", ref.schema ?? "", `${ref.table ?? ""}\u0000policy\u0000${ref.name}`);
}
