import { foreignKeyActions } from "../catalog/foreign_key_actions.ts";
import { qualified } from "../catalog/identity.ts";
import type { OrphanCandidate } from "../catalog/orphan_candidates.ts";
import { fromTable, refers } from "../catalog/orphan_sql.ts";
import type { Remediation } from "../findings/finding.ts";
import { quoteIdent } from "../sql/ident.ts";
import { quotedList } from "./foreign_key_sql.ts";

/** The query that lists the rows, and the statement that unlinks or deletes them. */
export function orphanRepair(candidate: OrphanCandidate): Remediation {
  const { relation, columns, referenced, referencedColumns, constraint } = candidate;
  const equal = columns
    .map(
      (column, position) =>
        `parent.${quoteIdent(referencedColumns[position]?.name ?? "")} = child.${quoteIdent(column.name)}`,
    )
    .join(" and ");
  const condition = `where ${refers(candidate, "child")}\n  and not exists (\n    select from ${fromTable(referenced)} as parent\n    where ${equal}\n  )`;
  const cleared = clearedColumns(candidate);
  const repair =
    cleared.length === 0
      ? `delete from ${fromTable(relation)} as child\n${condition};`
      : `update ${fromTable(relation)} as child\nset ${cleared.map((name) => `${quoteIdent(name)} = null`).join(", ")}\n${condition};`;
  const done = cleared.length === 0 ? "deletes them" : `sets ${quotedList(cleared)} to null`;
  return {
    sql: `select child.*\nfrom ${fromTable(relation)} as child\n${condition};\n${repair}`,
    safety: "review",
    note: `The query lists the rows, the statement after it ${done}; keep a copy first, nothing brings them back. Where the other rows were lost by mistake, restore these instead. ${afterwards(candidate)}`,
  };

  function afterwards({ cause }: OrphanCandidate): string {
    const table = `alter table ${qualified(relation)}`;
    if (constraint === null) {
      return `Then add the foreign key that is missing: ${table} add foreign key (${quotedList(columns.map(({ name }) => name))}) references ${qualified(referenced)} (${quotedList(referencedColumns.map(({ name }) => name))}). Where the column means something else, or keeps the key of deleted rows on purpose, accept the finding.`;
    }
    if (cause === "not valid") return `Then ${table} validate constraint ${quoteIdent(constraint.name)}.`;
    return "New ones come in until the foreign key is enforced again.";
  }
}

/** The columns that can be set to null; none where the rows are to be deleted. */
function clearedColumns({ columns, constraint }: OrphanCandidate): readonly string[] {
  const actions = constraint === null ? undefined : foreignKeyActions(constraint);
  if (actions?.onDelete === "cascade") return [];
  const nullable = columns.filter((column) => !column.not_null && column.generated === "");
  const chosen = nullable.filter((column) => actions?.deleteColumns.includes(column.number));
  // With `match full` a row that is null in part breaks the key.
  if (actions?.matchFull === true)
    return nullable.length === columns.length ? nullable.map(({ name }) => name) : [];
  return (chosen.length > 0 ? chosen : nullable).map(({ name }) => name);
}
