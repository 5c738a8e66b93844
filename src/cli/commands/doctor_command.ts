import { type Command, Option } from "commander";
import { colorOption } from "../flags.ts";
import { loadQuietly } from "../load_quietly.ts";
import type { DoctorFlags } from "./doctor.ts";
import type { Finish } from "./registration.ts";

/** Adds `doctor` to the command line. */
export function addDoctor(program: Command, finish: Finish): void {
  program
    .command("doctor")
    .description("Examine a deployed installation: schema, schedule, secrets, last run, functions.")
    .optionsGroup("Input (one or both):")
    .option("--db-url <url>", "the database; env SUPABASE_DB_URL")
    .option("--url <url>", "the project's address, for the functions; env SUPABASE_URL")
    .optionsGroup("Output:")
    .addOption(
      new Option("--format <name>", "how results are written").choices(["text", "json"]).default("text"),
    )
    .addOption(colorOption())
    .option("--debug", "print stacks of errors")
    .addHelpText(
      "after",
      `
A secret key in the environment variable SUPABASE_SECRET_KEY is tried on the function; it is never printed.

Examples:
  supawarden doctor --db-url "$SUPABASE_DB_URL" --url https://<project>.supabase.co

Exit codes:
  0  everything that could be looked at works
  1  something does not work
  2  could not do the job: usage, connection`,
    )
    .action(async (flags: DoctorFlags) => {
      const { runDoctor } = await loadQuietly(() => import("./doctor.ts"));
      finish(await runDoctor(flags));
    });
}
