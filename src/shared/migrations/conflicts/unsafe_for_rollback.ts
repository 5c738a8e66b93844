import type { Loss } from "../state/losses.ts";
import type { Conflict } from "./conflict.ts";
import { createDiscriminators, placeOfOrigin } from "./refs.ts";
import { factsRun } from "./run_facts.ts";

/** Statements after which there is no way back. */
export const unsafeForRollback: Conflict = {
  id: "unsafe_for_rollback",
  title: "No way back from this statement",
  summary:
    "Statements that a down migration cannot take back: tables, columns and schemas that are dropped, values of an enum that are added, column types that narrow, rows that are deleted, and indexes that are built outside of a transaction.",
  severity: "info",
  category: "migration",
  rationale:
    "A down file brings the column back, but not what was in it; an enum never loses a value again. What runs `concurrently` is not undone when the rest of its file fails. Before such a file runs, the only way back is a backup.",
  sources: [
    "https://www.postgresql.org/docs/current/sql-altertype.html",
    "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
  ],
  limits:
    "Functions, views, policies, indexes and triggers that are dropped can be made again from their files and are left out; so is what the same file has made, and temporary tables. Updates are data_statement's. `if exists` does not help: what is there is gone afterwards.",
  *check({ reading }) {
    const discriminate = createDiscriminators();
    for (const { file, facts } of factsRun(reading)) {
      for (const loss of facts.losses.get(file) ?? []) {
        const detail = loss.detail === undefined || loss.detail === "" ? "" : ` (${loss.detail})`;
        yield {
          object: loss.object,
          discriminator: discriminate(file, loss.object),
          message: `${file.path} ${loss.kind}${detail}: ${loss.object.identity}.`,
          evidence: {
            kind: loss.kind,
            ...(loss.detail === undefined ? {} : { detail: loss.detail }),
            down: file.down,
          },
          remediation: { safety: "review", note: noteFor(loss) },
          location: placeOfOrigin(loss.origin),
        };
      }
    }
  },
};

function noteFor({ kind }: Loss): string {
  switch (kind) {
    case "adds an enum value":
      return "An enum's value can be renamed, never removed: a way back needs a new type and a rewrite of every column. Where values come and go, use a lookup table or a check constraint.";
    case "changes a type":
      return "Values that the new type cannot hold are cut off or refused. Add a column of the new type, fill it, and drop the old one in a later migration.";
    case "runs outside of a transaction":
      return "Keep it alone in its file: inside of a transaction Postgres refuses it, and where it fails it leaves an invalid index behind, to be dropped by hand.";
    case "deletes rows":
      return "Keep the rows first where anybody may still need them: create table … as select …";
    default:
      return "Take a backup of what it holds first, or rename it and drop it in a later migration, when nobody has missed it.";
  }
}
