import type { RowPrivilege } from "../catalog/access.ts";
import { apiReach } from "../catalog/exposure.ts";
import { qualified } from "../catalog/identity.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { isInvokerView } from "./invoker_view.ts";
import { createTableFinder } from "./policy_reads.ts";

/** What a role of the Data API can do to a table. */
export type Reach = ReadonlyMap<string, readonly RowPrivilege[]>;

/** The views of the Data API through which a table is read. */
export interface SeenThrough {
  /** Views with the caller's rights, and what a role of the Data API can do to the table through them. */
  readonly invoker: readonly string[];
  readonly reach: Reach;
  /** Views with the rights of their owner: row level security of the table does not close them. */
  readonly owner: readonly string[];
}

/** Of a table that no view shows. */
export const NO_VIEWS: SeenThrough = { invoker: [], reach: new Map(), owner: [] };

/** What the views of the Data API show of each table. */
export function viewsByTable(input: RuleInput): ReadonlyMap<number, SeenThrough> {
  const found = new Map<number, ReturnType<typeof emptyEntry>>();
  const entry = (table: number) => {
    const known = found.get(table) ?? emptyEntry();
    found.set(table, known);
    return known;
  };
  const reaches = new Map<number, Reach>();
  const behind = createTableFinder(input);
  for (const view of input.snapshot.relations) {
    if (view.kind !== "view") continue;
    const reach = apiReach(input.snapshot, view, input.exposed);
    if (reach.size > 0) reaches.set(view.oid, reach);
    // Behind such a view the privileges on the table still count, though not USAGE on its schema.
    for (const table of reach.size > 0 ? behind(view) : []) {
      const relation = input.lookup.relations.get(table);
      if (relation === undefined) continue;
      for (const [role, privileges] of reach) {
        const held = input.access.rowPrivileges(role, relation).filter((each) => privileges.includes(each));
        if (held.length === 0) continue;
        const seen = entry(table);
        if (seen.invoker.at(-1) !== qualified(view)) seen.invoker.push(qualified(view));
        seen.reach.set(role, [...new Set([...(seen.reach.get(role) ?? []), ...held])]);
      }
    }
  }
  for (const { view, relation } of input.snapshot.view_dependencies) {
    const reader = input.lookup.relations.get(view);
    if (reader === undefined || !reaches.has(view) || isInvokerView(reader)) continue;
    entry(relation).owner.push(qualified(reader));
  }
  return found;
}

function emptyEntry(): { invoker: string[]; reach: Map<string, readonly RowPrivilege[]>; owner: string[] } {
  return { invoker: [], reach: new Map(), owner: [] };
}
