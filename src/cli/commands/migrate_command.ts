import { type Command, InvalidArgumentError, Option } from "commander";
import { colorOption } from "../flags.ts";
import type { DownFlags, MigrateFlags, ResetFlags, UpFlags, VerifyLedgerFlags } from "../migrate/flags.ts";
import { DEFAULT_MIGRATIONS } from "../source.ts";

/** The exit codes of these commands, as the help prints them. */
const EXIT_CODES = `Exit codes:
  0  done, or folder and ledger agree
  1  migrate verify found a disagreement, a test or a dry run on the shadow failed
  2  could not do the job: a migration failed, was stopped or refused; usage, connection, permission, unreadable input`;

/** Adds `migrate` with its commands. */
export function addMigrate(program: Command, finish: (exitCode: number) => void): void {
  const migrate = program
    .command("migrate")
    .description("Apply migrations, take them back, and see where they stand, on Supabase's own ledger.")
    .helpCommand(false)
    .addHelpText("after", `\n${EXIT_CODES}`);
  addUp(migrate, finish);
  addDown(migrate, finish);
  addStatus(migrate, finish);
  addVerify(migrate, finish);
  addReset(migrate, finish);
}

function addUp(migrate: Command, finish: (exitCode: number) => void): void {
  const command = migrate
    .command("up")
    .description("Apply the pending migrations, each in one transaction with its row in the ledger.");
  inputFlags(command)
    .optionsGroup("Choice:")
    .option("--to <version>", "last version to apply")
    .addOption(stepsOption("how many migrations to apply").conflicts("to"))
    .option("--include-all", "also files that sort before the newest applied version");
  changeFlags(command)
    .option("--shadow", "with --dry-run: really run them on a copy of the schema, without rows")
    .addHelpText(
      "after",
      `
A file with a statement that Postgres refuses in a transaction (create index concurrently, vacuum, alter system, …), or
whose first comment is \`-- supawarden: no-transaction\`, runs statement by statement; broken off, the next run goes on
where it stopped.
${after('migrate up --db-url "$SUPABASE_DB_URL"', "migrate up --dry-run --shadow", "migrate up --to 20260101120000 --yes")}`,
    )
    .action(async (flags: UpFlags) => {
      const { runMigrateUp } = await import("./migrate_up.ts");
      finish(await runMigrateUp(flags));
    });
}

function addDown(migrate: Command, finish: (exitCode: number) => void): void {
  const command = migrate
    .command("down")
    .description("Take migrations back by their own scripts, newest first.");
  inputFlags(command)
    .optionsGroup("Choice:")
    .option("--to <version>", "version that stays; everything newer is taken back")
    .addOption(stepsOption("how many migrations to take back (default: 1)").conflicts(["to", "all"]))
    .addOption(new Option("--all", "take every migration back").conflicts("to"));
  changeFlags(command)
    .addHelpText(
      "after",
      `
The way back of VERSION_name.sql is down/VERSION_name_down.sql or down/VERSION_name.down.sql; beside it is found too.
Where one is missing, nothing is taken back.
${after('migrate down --db-url "$SUPABASE_DB_URL"', "migrate down --steps 2 --dry-run")}`,
    )
    .action(async (flags: DownFlags) => {
      const { runMigrateDown } = await import("./migrate_down.ts");
      finish(await runMigrateDown(flags));
    });
}

function addStatus(migrate: Command, finish: (exitCode: number) => void): void {
  outputFlags(inputFlags(migrate.command("status").description("Where every migration stands.")))
    .addHelpText("after", after('migrate status --db-url "$SUPABASE_DB_URL"', "migrate status --format json"))
    .action(async (flags: MigrateFlags) => {
      const { runMigrateStatus } = await import("./migrate_status.ts");
      finish(await runMigrateStatus(flags));
    });
}

function addVerify(migrate: Command, finish: (exitCode: number) => void): void {
  const command = migrate
    .command("verify")
    .description(
      "Whether folder and ledger agree by content; or, on test databases, the migrations' own way.",
    );
  inputFlags(command)
    .optionsGroup("Judgement:")
    .option("--allow-pending", "a pending migration is no disagreement")
    .optionsGroup("Tests on the embedded database, instead of a live one:")
    .option("--fresh", "apply all migrations to an empty project")
    .option("--upgrade-from <version>", "apply up to a version, then the rest: the schema of one run")
    .option("--rollback", "up, down, up, as far back as there are scripts: the same schemas");
  outputFlags(command)
    .addHelpText(
      "after",
      after(
        'migrate verify --db-url "$SUPABASE_DB_URL" --allow-pending',
        "migrate verify --fresh --rollback",
      ),
    )
    .action(async (flags: VerifyLedgerFlags) => {
      const { runMigrateVerify } = await import("./migrate_status.ts");
      finish(await runMigrateVerify(flags));
    });
}

function addReset(migrate: Command, finish: (exitCode: number) => void): void {
  const command = migrate
    .command("reset")
    .description("Empty a development database and apply the migrations anew. All rows are lost.");
  inputFlags(command)
    .optionsGroup("Choice:")
    .option("--to <version>", "last version to apply")
    .option("--production <name>", "name of the database, where it looks like one that people depend on");
  changeFlags(command)
    .addHelpText(
      "after",
      `
A database looks like production when it is not on this machine or a Supabase host, or has rows or users.
${after("migrate reset --db-url postgres://postgres:postgres@127.0.0.1:54322/postgres")}`,
    )
    .action(async (flags: ResetFlags) => {
      const { runMigrateReset } = await import("./migrate_reset.ts");
      finish(await runMigrateReset(flags));
    });
}

function inputFlags(command: Command): Command {
  return command
    .optionsGroup("Input:")
    .option("--db-url <url>", "live database; env SUPABASE_DB_URL, then DATABASE_URL")
    .option("--migrations <dir>", "folder of the migrations", DEFAULT_MIGRATIONS);
}

function changeFlags(command: Command): Command {
  command
    .optionsGroup("Locks:")
    .option(
      "--lock-timeout <seconds>",
      "longest wait of a statement for a lock; 0 for ever",
      readSeconds,
      4000,
    )
    .option("--retries <number>", "attempts after a lock or deadlock, after 1, 2, 4 … seconds", readCount, 5)
    .option("--lock-wait <seconds>", "how long to wait for another runner", readSeconds, 60_000)
    .optionsGroup("Records:")
    .option("--no-details", "keep no duration, commit and checksum in supawarden.migration_details")
    .optionsGroup("Safety:")
    .option("--dry-run", "print the plan, change nothing")
    .option("--yes", "do not ask");
  // The values are milliseconds, the words of the help seconds.
  for (const option of command.options) {
    if (option.attributeName() === "lockTimeout") option.default(4000, "4");
    if (option.attributeName() === "lockWait") option.default(60_000, "60");
  }
  return outputFlags(command).optionsGroup("Safety:");
}

function outputFlags(command: Command): Command {
  return command
    .optionsGroup("Output:")
    .addOption(
      new Option("--format <name>", "how results are written").choices(["text", "json"]).default("text"),
    )
    .option("--output <file>", "write results to a file instead of stdout")
    .addOption(colorOption())
    .option("--quiet", "leave out warnings, notices of the server and progress")
    .option("--debug", "print stacks of errors");
}

function stepsOption(description: string): Option {
  return new Option("--steps <number>", description).argParser((text: string) => {
    const steps = readCount(text);
    if (steps > 0) return steps;
    throw new InvalidArgumentError("Expected a number from 1.");
  });
}

function readCount(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected a whole number.");
}

/** Seconds, also broken ones, as milliseconds. */
function readSeconds(text: string): number {
  if (/^\d{1,6}(?:\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  throw new InvalidArgumentError("Expected a number of seconds.");
}

function after(...examples: readonly string[]): string {
  return `
Examples:
${examples.map((example) => `  supawarden ${example}`).join("\n")}

${EXIT_CODES}`;
}
