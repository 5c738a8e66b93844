import { schemaObjectRef } from "../../catalog/identity.ts";
import type { Conflict } from "./conflict.ts";
import { createDiscriminators, placeOfOrigin } from "./refs.ts";
import { factsRun } from "./run_facts.ts";

/** Updates and deletes of whole tables. */
export const writeWithoutWhere: Conflict = {
  id: "write_without_where",
  title: "Update or delete without WHERE",
  summary:
    "An UPDATE or DELETE that runs with a migration and has no WHERE clause, also in WITH queries and DO blocks.",
  severity: "warn",
  category: "migration",
  rationale:
    "It changes every row of the table, on the database that has most of them. Where the clause was forgotten the rows are gone; where it was not, the statement rewrites the table in one transaction and holds up everybody who writes to it.",
  sources: ["https://www.postgresql.org/docs/current/sql-update.html"],
  limits:
    "`where true` says that every row is meant and is left out, and so is a table that the same file makes. An update of columns that the same file has added fills them, and is `info`. TRUNCATE is data_statement's.",
  *check({ reading }) {
    const discriminate = createDiscriminators();
    for (const { file, facts } of factsRun(reading)) {
      for (const { verb, where, ownTable, ownColumns, relation, origin } of facts.writes.get(file) ?? []) {
        if (where || ownTable) continue;
        const object = schemaObjectRef("relation", relation);
        const what = verb === "update" ? "updates" : "deletes";
        yield {
          object,
          discriminator: discriminate(file, object),
          ...(ownColumns ? { severity: "info" as const } : {}),
          message: `${file.path} ${what} every row of ${object.identity}${
            ownColumns ? ", to fill columns that it adds" : ""
          }.`,
          evidence: { statement: verb, fills_new_columns: ownColumns },
          remediation: {
            safety: "review",
            note: ownColumns
              ? "A default in `add column` fills a constant without touching the rows; many rows are better filled in parts, outside of the migration."
              : "Say which rows are meant. Where all are, write `where true`, so that the next reader knows; many rows are better changed in parts, outside of the migration.",
          },
          location: placeOfOrigin(origin),
        };
      }
    }
  },
};
