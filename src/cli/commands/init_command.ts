import type { Command } from "commander";
import { loadQuietly } from "../load_quietly.ts";
import type { InitFlags } from "./init.ts";
import type { Finish } from "./registration.ts";

/** Adds `init` to the command line. */
export function addInit(program: Command, finish: Finish): void {
  program
    .command("init")
    .description(
      "Put functions, migrations, schedule, configuration and CI into the Supabase project in this folder.",
    )
    .optionsGroup("Input:")
    .option("--db-url <url>", "accept today's findings of this database instead of the folder's")
    .option("--owner <name>", "who answers for the findings accepted today (default: git's user.email)")
    .optionsGroup("What is done:")
    .option("--dry-run", "print the plan and change nothing")
    .option("--yes", "do not ask")
    .option("--force", "overwrite functions that were edited, or are your own")
    .option("--uninstall", "take it all out again; data stays")
    .option("--drop-data", "with --uninstall: drop schema supawarden with its history as well")
    .optionsGroup("Output:")
    .option("--quiet", "leave out progress and messages")
    .option("--debug", "print stacks of errors")
    .addHelpText(
      "after",
      `
Runs again at any time: it brings an earlier version up to date and changes nothing that is as it should be.

Examples:
  supawarden init --dry-run
  supawarden init --db-url "$SUPABASE_DB_URL" --owner ana --yes
  supawarden init --uninstall

Exit codes:
  0  done, or nothing to do
  2  could not do the job: no Supabase project here, a file stands in the way, connection`,
    )
    .action(async (flags: InitFlags) => {
      const { runInit } = await loadQuietly(() => import("./init.ts"));
      finish(await runInit(flags));
    });
}
