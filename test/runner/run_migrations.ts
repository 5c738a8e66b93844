import type { Database } from "../../src/shared/database/database.ts";
import { runDown } from "../../src/shared/runner/down.ts";
import type { RunnerEvent } from "../../src/shared/runner/events.ts";
import { type DownChoice, planDown } from "../../src/shared/runner/plan_down.ts";
import { planUp, type UpChoice } from "../../src/shared/runner/plan_up.ts";
import type { RunOptions, RunOutcome } from "../../src/shared/runner/run_options.ts";
import { type MigrationFolder, readRunnerState } from "../../src/shared/runner/runner_state.ts";
import { type StatusEntry, statusOf } from "../../src/shared/runner/status.ts";
import { runUp } from "../../src/shared/runner/up.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { migrationFiles } from "../support/migration_files.ts";
import { storeMigrations } from "../support/store.ts";

/** A folder in memory: migrations by file name, ways back by the migration's file name. */
export function folderOf(
  texts: Readonly<Record<string, string>>,
  downs: Readonly<Record<string, string>> = {},
): MigrationFolder {
  const downScripts =
    Object.keys(downs).length === 0
      ? []
      : migrationFiles(downs).map((script) => ({
          ...script,
          file: `down/${script.version}_${script.name}_down.sql`,
        }));
  return { files: migrationFiles(texts), downScripts, warnings: [] };
}

/** What a run told. */
export interface Told {
  readonly events: RunnerEvent[];
}

/** Options for a test: short waits, details kept. */
export async function testOptions(told: Told, more: Partial<RunOptions> = {}): Promise<RunOptions> {
  const own = await storeMigrations();
  return {
    parser: await loadSqlParser(),
    settings: { lockTimeoutMs: 4000, retries: 0 },
    lockWaitMs: 0,
    detailsSql: own
      .filter(({ name }) => name === "supawarden_schema" || name === "supawarden_migration_details")
      .map(({ sql }) => sql),
    stopwatch: () => performance.now(),
    onEvent: (event) => told.events.push(event),
    ...more,
  };
}

/** Plans and applies. */
export async function up(
  database: Database,
  folder: MigrationFolder,
  {
    choice = {},
    told = { events: [] },
    ...more
  }: Partial<RunOptions> & {
    readonly choice?: UpChoice;
    readonly told?: Told;
  } = {},
): Promise<RunOutcome> {
  const options = await testOptions(told, more);
  const state = await readRunnerState(database, folder, options.parser);
  const plan = planUp(state, { folder, choice, parser: options.parser });
  return runUp(database, { plan, folder, choice }, options);
}

/** Plans and takes back. */
export async function down(
  database: Database,
  folder: MigrationFolder,
  choice: DownChoice = { kind: "steps", steps: 1 },
): Promise<RunOutcome> {
  const options = await testOptions({ events: [] });
  const state = await readRunnerState(database, folder, options.parser);
  return runDown(database, planDown(state, { folder, choice, parser: options.parser }), options);
}

/** Where every migration stands. */
export async function status(database: Database, folder: MigrationFolder): Promise<readonly StatusEntry[]> {
  return statusOf(await readRunnerState(database, folder, await loadSqlParser()), folder);
}

/** `version status` of every migration. */
export async function standing(database: Database, folder: MigrationFolder): Promise<readonly string[]> {
  return (await status(database, folder)).map((entry) => `${entry.version} ${entry.status}`);
}

/** Versions in the ledger. */
export async function ledgerVersions(database: Database): Promise<readonly string[]> {
  const rows = await database.query<{ version: string }>(
    `select version from supabase_migrations.schema_migrations order by version collate "C"`,
  );
  return rows.map(({ version }) => version);
}

/** Whether a table is there. */
export async function hasTable(database: Database, name: string): Promise<boolean> {
  const [row] = await database.query<{ found: boolean }>(
    "select pg_catalog.to_regclass($1) is not null as found",
    [name],
  );
  return row?.found === true;
}
