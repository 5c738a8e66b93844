import { type Database, type Session, sqlState } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import { TOOL_VERSION } from "../version.ts";
import type { LedgerRow, LedgerRows } from "./ledger_rows.ts";

/** A backup of the ledger. */
export interface LedgerBackup {
  readonly id: string;
  /** ISO time, UTC. */
  readonly takenAt: string;
  readonly before: LedgerRows;
  readonly after: readonly LedgerRow[];
  readonly baseline: readonly string[];
}

/**
 * Makes the table of backups where it is missing, and nothing else of the schema.
 * @param sql the project's own migrations that make schema and table; they can run again.
 * @throws SupawardenError `permission` when the role may not.
 */
export async function prepareBackups(database: Database, sql: readonly string[]): Promise<void> {
  if (await hasBackups(database)) return;
  await explained(() =>
    database.transaction("write", async (session) => {
      await session.execute("set local lock_timeout = '5s'; set local client_min_messages = warning");
      for (const text of sql) await session.execute(text);
    }),
  );
}

async function hasBackups(session: Session): Promise<boolean> {
  const [table] = await session.query<{ found: boolean }>(
    "select pg_catalog.to_regclass('supawarden.ledger_backups') is not null as found",
  );
  return table?.found === true;
}

/** Keeps what the ledger holds and what it is about to hold; the id of the backup. */
export async function writeBackup(
  session: Session,
  backup: Pick<LedgerBackup, "before" | "after" | "baseline">,
): Promise<string> {
  const { before, after, baseline } = backup;
  const [row] = await explained(() =>
    session.query<{ id: string }>(
      `insert into supawarden.ledger_backups (tool_version, columns, rows_before, rows_after, baseline)
       values ($1, $2::text::json, $3::text::json, $4::text::json, $5::text[])
       returning id::text as id`,
      [
        TOOL_VERSION,
        JSON.stringify(before.columns),
        JSON.stringify(before.rows),
        JSON.stringify(after),
        baseline,
      ],
    ),
  );
  return row?.id ?? "";
}

/** The backups, newest first; none where there is no table of them. */
export async function readBackups(session: Session): Promise<readonly LedgerBackup[]> {
  if (!(await hasBackups(session))) return [];
  const rows = await explained(() =>
    session.query<Readonly<Record<"id" | "taken" | "columns" | "before" | "after" | "baseline", string>>>(`
      select bak.id::text as id,
        pg_catalog.to_char(bak.taken_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as taken,
        bak.columns::text as columns, bak.rows_before::text as before, bak.rows_after::text as after,
        pg_catalog.array_to_json(bak.baseline)::text as baseline
      from supawarden.ledger_backups bak
      order by bak.id desc`),
  );
  return rows.map(({ id, taken, columns, before, after, baseline }) => ({
    id,
    takenAt: taken,
    before: { columns: JSON.parse(columns), rows: JSON.parse(before) },
    after: JSON.parse(after),
    baseline: JSON.parse(baseline),
  }));
}

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (sqlState(error) !== "42501") throw error;
    throw new SupawardenError("permission", "the role may not keep a backup in supawarden.ledger_backups", {
      hint: "Connect as a role that may create a schema in this database, on Supabase postgres; nothing was changed.",
      cause: error,
    });
  }
}
