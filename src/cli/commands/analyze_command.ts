import type { Command } from "commander";
import { addReportFlags, addRuleFlags, addShadowFlags, addWatchFlag } from "../flags.ts";
import { foldersAmongValues } from "../folders_among_values.ts";
import type { AnalyzeFlags } from "./analyze.ts";
import { after, type Finish } from "./registration.ts";

/** Adds `analyze` to the command line. */
export function addAnalyze(program: Command, finish: Finish): void {
  const command = program
    .command("analyze")
    .description(
      "Read migration folders: inventory, timelines, dependencies and conflicts. No server is needed.",
    )
    .argument(
      "[dir...]",
      "folders of SQL files (default: every migrations folder below the working directory)",
    );
  command
    .optionsGroup("Replay:")
    .option("--replay", "replay the folders on the shadow database as well, and compare");
  addReportFlags(addRuleFlags(addWatchFlag(addShadowFlags(command))))
    .addHelpText(
      "after",
      after(
        "analyze",
        "analyze supabase/migrations --replay",
        "analyze supabase/migrations --watch",
        "analyze supabase/migrations --format github",
        "analyze db/migrations legacy/sql --format html --output migrations.html",
      ),
    )
    .action(async (words: readonly string[], values: AnalyzeFlags) => {
      const { runAnalyze } = await import("./analyze.ts");
      const { folders, flags } = foldersAmongValues(words, values);
      finish(await runAnalyze(folders, flags));
    });
}
