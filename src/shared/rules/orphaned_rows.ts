import { columnRef, type ObjectRef, qualified, tableObjectRef } from "../catalog/identity.ts";
import { groupBy } from "../catalog/lookup.ts";
import { type OrphanCandidate, orphanCandidates } from "../catalog/orphan_candidates.ts";
import type { OrphanCount } from "../catalog/orphan_counts.ts";
import type { Verdict } from "../findings/verdict.ts";
import { orphanRepair } from "./orphan_repair.ts";
import type { Rule } from "./rule.ts";

/** Keys that were not counted and are named in one sentence; the rest is a number. */
const MOST_NAMED = 5;

/** Rows that refer to rows that do not exist. */
export const orphanedRows: Rule = {
  id: "orphaned_rows",
  title: "Rows refer to rows that do not exist",
  summary:
    "Rows hold a key that no row of the other table has: behind a foreign key that is not validated, not enforced or whose triggers are disabled, or in a column named after a table (`order_id`, `orders`) that has no foreign key.",
  severity: "error",
  category: "integrity",
  rationale:
    "A join drops such rows without a word, so totals are wrong and nobody sees why. Code that takes the other row for granted fails on them, a policy that looks it up hides them from their owner, and the foreign key cannot be validated until they are gone.",
  sources: [
    "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
    "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES",
  ],
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "constraints" },
    { family: "orphan_counts" },
  ],
  live: (snapshot) => snapshot.orphan_counts.length > 0,
  limits:
    "Counting is given 2 seconds a run (`rules.orphaned_rows.budget_ms`), stops at 1,000 rows of one key, and looks at 10,000 rows only of a table with more than 10 pages (80 kB) for each millisecond of that; what was not counted is listed as not evaluated. Without a foreign key the column is guessed at by its name (`<table>_id`, `<table>_uuid`, table singular or plural, same schema) and its type, which must fit the one-column primary key of exactly one table; such a finding is a warning, or information where no row at all has a match. Behind a foreign key that is declared NOT ENFORCED orphans are a warning too. Columns beside which `<table>_type` says what is meant are left out. Views, foreign tables and temporal foreign keys are not counted, and no table whose rows row level security may hide from the auditing role.",
  *check(input) {
    const candidates = orphanCandidates(input.snapshot, input.lookup);
    if (candidates.length === 0) return;
    const counts = new Map(input.snapshot.orphan_counts.map((count) => [keyOf(count), count]));
    const gaps: { readonly reason: string; readonly candidate: OrphanCandidate }[] = [];
    for (const candidate of candidates) {
      const count = counts.get(candidateKey(candidate));
      if (count !== undefined && count.orphans > 0) yield verdict(candidate, count);
      else if (count === undefined || count.unread !== null) {
        gaps.push({ reason: count?.unread ?? "the snapshot has no counts", candidate });
      }
    }
    for (const [reason, entries] of groupBy(gaps, (gap) => gap.reason)) {
      const named = entries.slice(0, MOST_NAMED).map((gap) => objectOf(gap.candidate).identity);
      const rest = entries.length - named.length;
      yield { not_evaluated: `${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}: ${reason}` };
    }
  },
};

function keyOf({ relation, constraint, column }: OrphanCount): string {
  return `${relation} ${constraint} ${column}`;
}

function candidateKey({ relation, constraint, columns }: OrphanCandidate): string {
  return `${relation.oid} ${constraint?.oid ?? null} ${constraint === null ? columns[0]?.number : null}`;
}

function objectOf({ relation, constraint, columns }: OrphanCandidate): ObjectRef {
  return constraint === null
    ? columnRef(relation, columns[0]?.name ?? "")
    : tableObjectRef("constraint", constraint.name, relation);
}

function verdict(candidate: OrphanCandidate, count: OrphanCount): Verdict {
  const { cause, confidence, relation, columns, referenced, referencedColumns } = candidate;
  const object = objectOf(candidate);
  const rows = `${count.at_least ? "at least " : ""}${count.orphans} ${count.orphans === 1 && !count.at_least ? "row refers" : "rows refer"}`;
  const isGuess = candidate.constraint === null;
  const noMatch = isGuess && count.matched === false;
  return {
    object,
    severity: noMatch ? "info" : isGuess || cause === "not enforced" ? "warn" : "error",
    message: `${isGuess ? "Column" : "Foreign key"} ${object.identity} ${REASONS[cause]}: ${rows} to no row of ${qualified(referenced)}${noMatch ? ", and none to one that exists, so the column may mean something else" : ""}.`,
    evidence: {
      cause,
      confidence,
      table: qualified(relation),
      relation_kind: relation.kind,
      columns: columns.map((column) => column.name),
      referenced_table: qualified(referenced),
      referenced_columns: referencedColumns.map((column) => column.name),
      orphans: count.orphans,
      at_least: count.at_least,
    },
    remediation: orphanRepair(candidate),
  };
}

const REASONS: Readonly<Record<OrphanCandidate["cause"], string>> = {
  "not valid": "was never validated",
  "not enforced": "is not enforced",
  "triggers disabled": "is not enforced, since its triggers are disabled",
  "no foreign key": "has no foreign key",
};
