import { schemaObjectRef } from "../../catalog/identity.ts";
import type { Write, WriteVerb } from "../state/writes.ts";
import type { Conflict } from "./conflict.ts";
import { createDiscriminators, placeOfOrigin } from "./refs.ts";
import { factsRun } from "./run_facts.ts";

const WORDS: Readonly<Record<WriteVerb, string>> = {
  insert: "inserts rows into",
  update: "updates rows of",
  delete: "deletes rows of",
  merge: "merges rows into",
  copy: "copies rows into",
  truncate: "empties",
};

/** Statements that change rows. */
export const dataStatement: Conflict = {
  id: "data_statement",
  title: "Migration changes rows",
  summary:
    "INSERT, UPDATE, DELETE, MERGE, COPY and TRUNCATE that run with a migration: at its top level, in WITH queries and in DO blocks.",
  severity: "info",
  category: "migration",
  rationale:
    "Rows are no part of a schema: what compares or consolidates schemas does not see them, `supabase migration squash` drops such statements, and on a new database they run on tables that are empty. Seeds and lookup rows that a project needs must be kept on purpose.",
  sources: ["https://supabase.com/docs/guides/local-development/seeding-your-database"],
  limits:
    "Writes inside of functions, which run later, are no writes of the migration. Temporary tables are left out. Functions that change rows when they are called (`cron.schedule`, `vault.create_secret`, `pgmq.create`, your own) are not seen.",
  *check({ reading }) {
    const discriminate = createDiscriminators();
    for (const { file, facts } of factsRun(reading)) {
      for (const write of facts.writes.get(file) ?? []) {
        const object = schemaObjectRef("relation", write.relation);
        yield {
          object,
          discriminator: discriminate(file, object),
          message: `${file.path} ${WORDS[write.verb]} ${object.identity}.`,
          evidence: { statement: write.verb, own_table: write.ownTable },
          remediation: { safety: "review", note: noteFor(write) },
          location: placeOfOrigin(write.origin),
        };
      }
    }
  },
};

function noteFor({ verb }: Write): string {
  return verb === "insert" || verb === "merge" || verb === "copy"
    ? "Rows that every database needs may stay in a migration, written so that they can run twice (on conflict do nothing). Rows for development belong into supabase/seed.sql."
    : "A change of rows that exist is right in a migration where the schema changes with it; keep it when migrations are consolidated only if a database is still to run it.";
}
