import { quoteIdent } from "../sql/ident.ts";
import { foreignKeyActions } from "./foreign_key_actions.ts";
import { qualified } from "./identity.ts";
import type { OrphanCandidate } from "./orphan_candidates.ts";
import type { Comparison } from "./orphan_tables.ts";
import type { Relation } from "./relations.ts";

/** Orphans after which counting stops: more of them make no difference to what has to be done. */
export const MOST_ORPHANS = 1000;

/** Rows looked at in a table that is too large to be read whole. */
export const PROBE_ROWS = 10_000;

/** The statement that counts a candidate's orphans, at most one more than `MOST_ORPHANS`. */
export function countSql(
  candidate: OrphanCandidate,
  options: { readonly position: number; readonly comparison: Comparison; readonly probe: boolean },
): string {
  const names = candidate.columns.map((column) => quoteIdent(column.name)).join(", ");
  const rows = options.probe
    ? `(select ${names} from ${fromTable(candidate.relation)} limit ${PROBE_ROWS})`
    : fromTable(candidate.relation);
  const parent = `select from ${fromTable(candidate.referenced)} parent where ${options.comparison("parent", "child")}`;
  const present = refers(candidate, "child");
  const matched =
    candidate.constraint === null
      ? `case
      when pg_catalog.count(*) > 0 then exists (select from ${rows} child where ${present} and exists (${parent}))
    end`
      : "null::bool";
  return `select
    ${options.position} as position,
    pg_catalog.count(*)::int4 as orphans,
    ${matched} as matched
  from (
    select from ${rows} child
    where ${present}
      and not exists (${parent})
    limit ${MOST_ORPHANS + 1}
  ) found`;
}

/** The table as a query names it. A foreign key is about the table's own rows, not those of tables that inherit it. */
export function fromTable(relation: Relation): string {
  return `${relation.kind === "table" ? "only " : ""}${qualified(relation)}`;
}

/**
 * The condition for a row to refer at all: no column is null, and with `match full`, where a row that is null in part
 * breaks the key, not all of them are.
 */
export function refers(candidate: OrphanCandidate, alias: string): string {
  const { constraint } = candidate;
  const isFull = constraint !== null && foreignKeyActions(constraint).matchFull;
  const filled = candidate.columns.map((column) => `${alias}.${quoteIdent(column.name)} is not null`);
  return isFull ? `(${filled.join(" or ")})` : filled.join(" and ");
}
