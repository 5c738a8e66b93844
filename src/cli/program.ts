import { Command, InvalidArgumentError } from "commander";
import { TOOL_VERSION } from "../shared/version.ts";
import { addAnalyze } from "./commands/analyze_command.ts";
import type { AuditFlags } from "./commands/audit.ts";
import { addCompletion } from "./commands/completion_command.ts";
import { addConsolidate } from "./commands/consolidate_command.ts";
import { addDoctor } from "./commands/doctor_command.ts";
import { addDrift } from "./commands/drift_command.ts";
import { addInit } from "./commands/init_command.ts";
import { addManifest } from "./commands/manifest_command.ts";
import { addMigrate } from "./commands/migrate_command.ts";
import { after, EXIT_CODES, type Finish } from "./commands/registration.ts";
import type { RenderFlags } from "./commands/report.ts";
import { addRules } from "./commands/rules_command.ts";
import type { ServeFlags } from "./commands/serve.ts";
import type { VerifyFlags } from "./commands/verify.ts";
import {
  addFailOn,
  addManifestFlag,
  addOutputFlags,
  addReportFlags,
  addRuleFlags,
  addShadowFlags,
  addSourceFlags,
  addWatchFlag,
  colorOption,
} from "./flags.ts";
import { loadQuietly } from "./load_quietly.ts";

/** The command line. Commands load their code when they run, so that help and usage errors are quick. */
export function createProgram(finish: Finish): Command {
  const program = new Command("supawarden")
    .description(
      "Audits the schema of a Supabase project: functions, row level security, vectors, migrations.",
    )
    .version(TOOL_VERSION, "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .showHelpAfterError(false)
    .showSuggestionAfterError(true);
  program.configureHelp({ showGlobalOptions: false });
  program.commandsGroup("Find what is wrong:");
  addAudit(program, finish);
  addVerify(program, finish);
  addAnalyze(program, finish);
  addRules(program, finish);
  addReport(program, finish);
  program.commandsGroup("Migrations:");
  addManifest(program, finish);
  addDrift(program, finish);
  addMigrate(program, finish);
  addConsolidate(program, finish);
  program.commandsGroup("Set up and run:");
  addInit(program, finish);
  addDoctor(program, finish);
  addServe(program, finish);
  addCompletion(program, finish);
  program.addHelpText(
    "after",
    `
Examples:
  supawarden audit --migrations supabase/migrations
  supawarden audit --db-url "$SUPABASE_DB_URL" --format sarif --output supawarden.sarif
  supawarden verify --db-url "$SUPABASE_DB_URL"
  supawarden analyze supabase/migrations
  supawarden migrate up --db-url "$SUPABASE_DB_URL"
  supawarden rules explain rls_disabled_in_public
  supawarden serve --migrations supabase/migrations
  supawarden init --dry-run

${EXIT_CODES}`,
  );
  return program;
}

function addAudit(program: Command, finish: Finish): void {
  const command = program
    .command("audit")
    .description("Read one database, run every rule, print the findings, worst first.");
  const compared = addManifestFlag(
    addSourceFlags(command),
    "adds the rules that compare ledger and objects with it",
  );
  addReportFlags(addRuleFlags(addWatchFlag(addShadowFlags(compared), "with --migrations: ")))
    .optionsGroup("Remediation:")
    .option("--prove-fixes", "try every fix on a copy of the schema (no rows) and say which are safe")
    .optionsGroup("Recording:")
    .option("--store", "record run and findings in schema supawarden of the live database")
    .option(
      "--full",
      "with --store: judge everything, also where nothing has changed since the last recorded run",
    )
    .option("--save-snapshot <file>", "write the catalog snapshot, to be read by --snapshot")
    .addHelpText(
      "after",
      after(
        "audit --migrations supabase/migrations",
        "audit --migrations supabase/migrations --watch",
        "audit --rule rls_disabled_in_public --format json",
        'audit --db-url "$SUPABASE_DB_URL" --prove-fixes',
        'audit --db-url "$SUPABASE_DB_URL" --manifest supawarden.manifest.json',
      ),
    )
    .action(async (flags: AuditFlags) => {
      const { runAudit } = await import("./commands/audit.ts");
      finish(await runAudit(flags));
    });
}

function addVerify(program: Command, finish: Finish): void {
  const command = program
    .command("verify")
    .description("The pass or fail verdict for a deployment: nine checks, one exit code.");
  const compared = addManifestFlag(
    addSourceFlags(command),
    "with --db-url, --migrations names the expected state instead",
  );
  addReportFlags(addShadowFlags(compared))
    .addHelpText(
      "after",
      after(
        'verify --db-url "$SUPABASE_DB_URL" --migrations supabase/migrations',
        'verify --db-url "$SUPABASE_DB_URL" --manifest supawarden.manifest.json',
        "verify --migrations supabase/migrations --format junit",
      ),
    )
    .action(async (flags: VerifyFlags) => {
      const { runVerify } = await import("./commands/verify.ts");
      finish(await runVerify(flags));
    });
}

function addReport(program: Command, finish: Finish): void {
  const command = program
    .command("report")
    .description("Render a JSON report again, in any format.")
    .optionsGroup("Input:")
    .requiredOption("--from <file>", "report written by audit as json or html");
  addOutputFlags(addFailOn(command))
    .addHelpText("after", after("report --from audit.json --format html --output audit.html"))
    .action(async (flags: RenderFlags) => {
      const { runReport } = await loadQuietly(() => import("./commands/report.ts"));
      finish(await runReport(flags));
    });
}

function addServe(program: Command, finish: Finish): void {
  program
    .command("serve")
    .description(
      "The audit and verify endpoints with their nightly schedule and the dashboard, in one process.",
    )
    .optionsGroup("Input:")
    .option("--db-url <url>", "a live database; schema supawarden is made or upgraded in it")
    .option("--migrations <dir>", "replay a folder on the embedded database (default: ./supabase/migrations)")
    .option("--config <file>", "configuration (default: supawarden.config.json, if there is one)")
    .optionsGroup("Server:")
    .option("--port <number>", "port to listen on; 0 takes a free one", readPort, 54380)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--no-open", "do not open the browser")
    .optionsGroup("Output:")
    .addOption(colorOption())
    .option("--quiet", "leave out findings of severity info, progress and messages")
    .option("--debug", "print stacks of errors")
    .addHelpText(
      "after",
      `
Secrets come from SUPABASE_SECRET_KEYS, SUPABASE_JWKS and SUPAWARDEN_TRIGGER_TOKEN, as on Supabase; otherwise they
are made, kept in .supawarden/secrets.json and printed at the start.
${after("serve --migrations supabase/migrations --port 0 --no-open")}`,
    )
    .action(async (flags: ServeFlags) => {
      const { runServe } = await loadQuietly(() => import("./commands/serve.ts"));
      finish(await runServe(flags));
    });
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("Expected a number from 0 to 65535.");
}
