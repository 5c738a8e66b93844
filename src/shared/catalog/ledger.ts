import { z } from "zod";
import type { DeepReadonly, Family } from "./family.ts";

const row = z.object({
  version: z.string(),
  name: z.string().nullable(),
  /** What was run, as recorded; `null` where the ledger does not keep it. */
  statements: z.array(z.string()).nullable(),
});
/** A row of `supabase_migrations.schema_migrations`. */
export type LedgerEntry = DeepReadonly<z.infer<typeof row>>;

// The CLI's table has three columns, the hosted one up to six, a very old one only `version`: read what is there.
export const ledger: Family<LedgerEntry> = {
  name: "ledger",
  // Where the table is absent, the reason names them.
  after: ["other_ledgers"],
  row,
  sql: (server) => {
    const present = server.tables.get("supabase_migrations.schema_migrations");
    if (present === undefined)
      return { absent: "table supabase_migrations.schema_migrations does not exist" };
    return `
    select
      mig.version::text as version,
      ${present.includes("name") ? "mig.name" : "null::text"} as name,
      ${present.includes("statements") ? "mig.statements" : "null::text[]"} as statements
    from supabase_migrations.schema_migrations mig
    order by mig.version::text collate "C"`;
  },
};
