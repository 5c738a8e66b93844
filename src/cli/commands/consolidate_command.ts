import type { Command } from "commander";
import { choiceOption } from "../choice_option.ts";
import { addShadowFlags, colorOption, formatOption } from "../flags.ts";
import { loadQuietly } from "../load_quietly.ts";
import type { AdoptFlags } from "./consolidate_adopt.ts";
import type { PlanFlags } from "./consolidate_plan.ts";
import type { ProveFlags } from "./consolidate_prove.ts";
import type { UndoFlags } from "./consolidate_undo.ts";
import type { WriteFlags } from "./consolidate_write.ts";
import type { Finish } from "./registration.ts";

const EXIT_CODES = `Exit codes:
  0  done; for prove and write: the baseline makes the same schema and rows
  1  a difference, a failed proof, or decisions that are missing
  2  could not do the job: usage, configuration, connection, permission, unreadable input`;

/** Adds `consolidate` with its commands. */
export function addConsolidate(program: Command, finish: Finish): void {
  const consolidate = program
    .command("consolidate")
    .description("From many migrations to one baseline, proved, and adopted by production without DDL.")
    .helpCommand(false)
    .addHelpText(
      "after",
      after(
        "consolidate plan supabase/migrations",
        "consolidate write supabase/migrations --out consolidated",
        "consolidate prove supabase/migrations --baseline consolidated/migrations",
        'consolidate adopt --db-url "$SUPABASE_DB_URL" --baseline consolidated/migrations --migrations supabase/migrations',
      ),
    );
  addPlan(consolidate, finish);
  addWrite(consolidate, finish);
  addProve(consolidate, finish);
  addAdopt(consolidate, finish);
  addUndo(consolidate, finish);
}

function addPlan(parent: Command, finish: Finish): void {
  const command = parent
    .command("plan")
    .description(
      "What a consolidation would do: duplicates, order, where every statement goes, what to decide.",
    )
    .argument(
      "[dir...]",
      "folders of the old migrations, in the order in which they ran (default: those found below)",
    );
  addProofFlags(addDecisionFlags(addBaselineFlags(addDocumentFlags(command))))
    .addHelpText(
      "after",
      after(
        "consolidate plan supabase/migrations",
        "consolidate plan supabase/migrations --format markdown --output PLAN.md",
        "consolidate plan deploy/migrations services/queue/sql --numbering timestamps",
      ),
    )
    .action(async (folders: string[], flags: PlanFlags) => {
      const { runPlan } = await loadQuietly(() => import("./consolidate_plan.ts"));
      finish(await runPlan(folders, flags));
    });
}

function addWrite(parent: Command, finish: Finish): void {
  const command = parent
    .command("write")
    .description("Write the baseline with its report, archive the old files, and prove it.")
    .argument("<dir...>", "folders of the old migrations, in the order in which they ran")
    .optionsGroup("Result:")
    .requiredOption("--out <dir>", "folder for migrations/, migrations_archive/ and CONSOLIDATION.md")
    .option("--harden", "add steps, apart from the baseline, that are proved to harm nobody")
    .option(
      "--move",
      "move the old files into the archive, once the baseline is proved, instead of copying them",
    );
  addProofFlags(addDecisionFlags(addBaselineFlags(addDocumentFlags(command))))
    .addHelpText(
      "after",
      after(
        "consolidate write supabase/migrations --out consolidated",
        "consolidate write supabase/migrations --out consolidated --layout domains --harden",
      ),
    )
    .action(async (folders: string[], flags: WriteFlags) => {
      const { runWrite } = await loadQuietly(() => import("./consolidate_write.ts"));
      finish(await runWrite(folders, flags));
    });
}

function addBaselineFlags(command: Command): Command {
  return command
    .optionsGroup("Baseline:")
    .addOption(
      choiceOption({
        flags: "--layout <name>",
        description: "one file, or one a domain",
        choices: ["single", "domains"],
      }).default("single"),
    )
    .option("--if-not-exists", "do no harm where objects exist; hides it when they are others")
    .option(
      "--baseline-version <version>",
      "version of the first file, YYYYMMDDHHMMSS (default: now, in UTC)",
    )
    .addOption(
      choiceOption({
        flags: "--numbering <name>",
        description: "how the plan numbers old files that are kept",
        choices: ["gaps", "timestamps"],
      }).default("gaps"),
    );
}

function addDecisionFlags(command: Command): Command {
  return addDecisions(command)
    .option(
      "--decide <id=choice...>",
      "decide, and keep it in the decisions file; ID=CHOICE:REASON tells why",
    )
    .option("--yes", "take the proposals for all that is open, and keep them in the decisions file")
    .option(
      "--db-url <url>",
      "production: counts there, without changing anything, what a merge of two tables would lose",
    )
    .option("--config <file>", "configuration (default: supawarden.config.json, if there is one)");
}

function addProofFlags(command: Command): Command {
  return addShadowFlags(command).option(
    "--pg-dump <file>",
    "with --shadow-url: the pg_dump to use (default: the one of the PATH)",
  );
}

function addProve(parent: Command, finish: Finish): void {
  const command = parent
    .command("prove")
    .description("Replay old files and baseline apart and compare all they make; exit 1 on any difference.")
    .argument("<dir...>", "folders of the old migrations, in the order in which they ran")
    .optionsGroup("Input:")
    .requiredOption("--baseline <path...>", "files or folder of the baseline")
    .option("--db-url <url>", "production, as a third party: its schema is only read");
  addProofFlags(addDecisions(addDocumentFlags(command)))
    .addHelpText(
      "after",
      after(
        "consolidate prove supabase/migrations_archive --baseline supabase/migrations/20260101000000_baseline.sql",
      ),
    )
    .action(async (folders: string[], flags: ProveFlags) => {
      const { runProve } = await loadQuietly(() => import("./consolidate_prove.ts"));
      finish(await runProve(folders, flags));
    });
}

function addAdopt(parent: Command, finish: Finish): void {
  const command = parent
    .command("adopt")
    .description("Tell production's ledger of the baseline: rows of the ledger change, no DDL is run.")
    .optionsGroup("Input:")
    .option("--db-url <url>", "production; env SUPABASE_DB_URL, then DATABASE_URL")
    .requiredOption("--baseline <path...>", "files or folder of the baseline")
    .requiredOption("--migrations <dir...>", "folders of the old migrations, in the order in which they ran")
    .option(
      "--remove <version...>",
      "take these rows of the ledger out too, though no file is known for them",
    );
  addConsent(addProofFlags(addDecisions(addDocumentFlags(command))))
    .addHelpText(
      "after",
      `
The baseline is proved first, with production as the third party. The ledger's rows are kept in
supawarden.ledger_backups; \`supawarden consolidate undo\` puts them back.
${after('consolidate adopt --db-url "$SUPABASE_DB_URL" --baseline consolidated/migrations --migrations supabase/migrations')}`,
    )
    .action(async (flags: AdoptFlags) => {
      const { runAdopt } = await loadQuietly(() => import("./consolidate_adopt.ts"));
      finish(await runAdopt(flags));
    });
}

function addUndo(parent: Command, finish: Finish): void {
  const command = parent
    .command("undo")
    .description("Put the ledger back as the newest adoption found it, byte for byte.")
    .optionsGroup("Input:")
    .option("--db-url <url>", "production; env SUPABASE_DB_URL, then DATABASE_URL");
  addConsent(addDocumentFlags(command))
    .addHelpText("after", after('consolidate undo --db-url "$SUPABASE_DB_URL"'))
    .action(async (flags: UndoFlags) => {
      const { runUndo } = await loadQuietly(() => import("./consolidate_undo.ts"));
      finish(await runUndo(flags));
    });
}

function addConsent(command: Command): Command {
  return command
    .optionsGroup("Consent:")
    .option("--yes", "do not ask; needed where there is no terminal")
    .option("--dry-run", "print the plan and change nothing");
}

function addDecisions(command: Command): Command {
  return command
    .optionsGroup("Input:")
    .option(
      "--decisions <file>",
      "decisions of the team (default: supawarden.consolidation.json, if there is one)",
    );
}

function addDocumentFlags(command: Command): Command {
  return command
    .optionsGroup("Output:")
    .addOption(formatOption(["text", "json", "markdown", "html"]))
    .option("--output <file>", "write results to a file instead of stdout")
    .addOption(colorOption())
    .option("--quiet", "leave out progress and messages")
    .option("--debug", "print stacks of errors");
}

function after(...examples: readonly string[]): string {
  return `
Examples:
${examples.map((example) => `  supawarden ${example}`).join("\n")}

${EXIT_CODES}`;
}
