import { messageOf, type Session, sqlState } from "../database/database.ts";
import { quoteLiteral } from "../sql/ident.ts";
import { tableExists } from "./table_exists.ts";

/** What `supawarden.migration_details` keeps of one migration. */
export interface MigrationDetails {
  readonly version: string;
  readonly name: string;
  readonly checksum: string;
  readonly statements: number;
  readonly statementsDone: number;
  readonly doneChecksum: string;
  readonly durationMs: number;
  readonly gitCommit: string | null;
  readonly toolVersion: string;
  /** ISO time, UTC; null while the migration is applied in part. */
  readonly appliedAt: string | null;
}

/** Details to be written. The times are the server's. */
export interface NewDetails extends Omit<MigrationDetails, "durationMs" | "appliedAt"> {
  /** Null: as long as the transaction has lasted. */
  readonly durationMs: number | null;
  readonly finished: boolean;
}

/** Whether details can be kept, and if not, why. */
export type DetailsAccess =
  | { readonly available: true }
  | { readonly available: false; readonly reason: string };

const TIME = `at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/** The details by version; empty where the table is not there or may not be read. */
export async function readDetails(session: Session): Promise<ReadonlyMap<string, MigrationDetails>> {
  const [access] = await session.query<{ readable: boolean }>(`
    select coalesce(
      pg_catalog.has_schema_privilege(ns.oid, 'usage') and pg_catalog.has_table_privilege(cl.oid, 'select'), false
    ) as readable
    from pg_catalog.pg_namespace ns
    join pg_catalog.pg_class cl on cl.relnamespace = ns.oid
    where ns.nspname = 'supawarden' and cl.relname = 'migration_details'`);
  if (access?.readable !== true) return new Map();
  const rows = await session.query<MigrationDetails>(`
    select
      de.version,
      de.name,
      de.checksum,
      de.statements,
      de.statements_done as "statementsDone",
      de.done_checksum as "doneChecksum",
      de.duration_ms as "durationMs",
      de.git_commit as "gitCommit",
      de.tool_version as "toolVersion",
      pg_catalog.to_char(de.applied_at ${TIME}) as "appliedAt"
    from supawarden.migration_details de`);
  return new Map(rows.map((row) => [row.version, row]));
}

/**
 * Makes the table where it is missing, with the schema it lies in. A role that may not is no obstacle to a migration.
 * @param sql the project's own migrations that make schema and table; they can run again.
 */
export async function prepareDetails(session: Session, sql: readonly string[]): Promise<DetailsAccess> {
  const isPresent = await tableExists(session, { schema: "supawarden", name: "migration_details" });
  await session.execute("savepoint prepare_details");
  try {
    if (!isPresent) {
      await session.execute("set local client_min_messages = warning");
      for (const text of sql) await session.execute(text);
    }
    // Whether it may be written shows here, before a migration depends on it.
    await session.execute("update supawarden.migration_details set name = name where false");
    await session.execute("release savepoint prepare_details");
    return { available: true };
  } catch (error) {
    if (sqlState(error) !== "42501") throw error;
    await session.execute("rollback to savepoint prepare_details; release savepoint prepare_details");
    return { available: false, reason: messageOf(error) };
  }
}

/**
 * Statement that writes the details of a migration, over those of an earlier attempt, whose beginning stays where it was
 * broken off. Written out, as the ledger's row is.
 */
export function writeDetails(details: NewDetails): string {
  const took = "extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.now()) * 1000";
  const values = [
    quoteLiteral(details.version),
    quoteLiteral(details.name),
    quoteLiteral(details.checksum),
    String(details.statements),
    String(details.statementsDone),
    quoteLiteral(details.doneChecksum),
    details.durationMs === null ? `(${took})::int` : String(details.durationMs),
    details.gitCommit === null ? "null" : quoteLiteral(details.gitCommit),
    quoteLiteral(details.toolVersion),
    "pg_catalog.now()",
    details.finished ? "pg_catalog.clock_timestamp()" : "null",
  ];
  return `insert into supawarden.migration_details as de (
  version, name, checksum, statements, statements_done, done_checksum, duration_ms, git_commit, tool_version,
  started_at, applied_at
)
values (${values.join(", ")})
on conflict (version) do update
set name = excluded.name,
  checksum = excluded.checksum,
  statements = excluded.statements,
  statements_done = excluded.statements_done,
  done_checksum = excluded.done_checksum,
  duration_ms = excluded.duration_ms,
  git_commit = excluded.git_commit,
  tool_version = excluded.tool_version,
  applied_by = excluded.applied_by,
  started_at = case when de.applied_at is null then de.started_at else excluded.started_at end,
  applied_at = excluded.applied_at`;
}

/** Forgets the details of a version. */
export async function deleteDetails(session: Session, version: string): Promise<void> {
  await session.query("delete from supawarden.migration_details where version = $1", [version]);
}
