import type { Database } from "../database/database.ts";
import type { MigrationFile } from "../migrations/discover.ts";
import type { SqlParser } from "../sql/parser.ts";
import { type MigrationDetails, readDetails } from "./details_table.ts";
import { type Ledger, readLedger } from "./ledger_table.ts";
import { type Match, matchLedger } from "./match_ledger.ts";

/** A migrations folder, read. */
export interface MigrationFolder {
  /** In the order in which they run. */
  readonly files: readonly MigrationFile[];
  /** Ways back: their `version` and `name` are those of the migration they take back. */
  readonly downScripts: readonly MigrationFile[];
  /** What the Supabase CLI would do otherwise with this folder, in sentences. */
  readonly warnings: readonly string[];
}

/** A folder beside the database's ledger. */
export interface RunnerState {
  readonly ledger: Ledger;
  readonly details: ReadonlyMap<string, MigrationDetails>;
  readonly matches: readonly Match[];
}

/** Reads ledger and details in one read-only transaction and lays them beside the folder. */
export async function readRunnerState(
  database: Database,
  folder: MigrationFolder,
  parser: SqlParser,
): Promise<RunnerState> {
  const { ledger, details } = await database.transaction("snapshot", async (session) => ({
    ledger: await readLedger(session),
    details: await readDetails(session),
  }));
  return { ledger, details, matches: matchLedger(folder.files, ledger.rows, parser) };
}
