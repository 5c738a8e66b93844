import type { Command } from "commander";
import { addReportFlags, addRuleFlags } from "../flags.ts";
import type { DriftFlags } from "./drift.ts";
import { after, type Finish } from "./registration.ts";

/** Adds `drift` to the command line. */
export function addDrift(program: Command, finish: Finish): void {
  const command = program
    .command("drift")
    .description("Compare a live database with its migrations, objects and ledger.")
    .optionsGroup("Input:")
    .option("--db-url <url>", "live database; env SUPABASE_DB_URL, then DATABASE_URL")
    .optionsGroup("Expected state (exactly one; otherwise ./supabase/migrations):")
    .option("--manifest <file>", "written by supawarden manifest")
    .option("--migrations <dir>", "replay a migrations folder on the embedded shadow database")
    .optionsGroup("Repair:")
    .option("--fix", "print the SQL that brings the database back, tried on a copy; needs --migrations");
  addReportFlags(addRuleFlags(command))
    .addHelpText(
      "after",
      after(
        'drift --db-url "$SUPABASE_DB_URL" --migrations supabase/migrations',
        'drift --db-url "$SUPABASE_DB_URL" --manifest supawarden.manifest.json --format junit',
        'drift --db-url "$SUPABASE_DB_URL" --migrations supabase/migrations --fix --output repair.sql',
      ),
    )
    .action(async (flags: DriftFlags) => {
      const { runDrift } = await import("./drift.ts");
      finish(await runDrift(flags));
    });
}
