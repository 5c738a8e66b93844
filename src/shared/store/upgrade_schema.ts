import { type Database, messageOf, type Session, sqlState } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import { readSetting, writeSetting } from "./settings.ts";

/** One of our own migrations. */
export interface StoreMigration {
  /** The 14 digits of the file's name. */
  readonly version: string;
  readonly name: string;
  readonly sql: string;
}

/** Setting that lists what was applied here. The project's own ledger stays the project's. */
const APPLIED = "schema_versions";

/** Waits for another upgrade to end; the lock goes with the transaction. Key: the bytes of "SUPA" and "UPGR". */
const WAIT = `select pg_catalog.pg_advisory_xact_lock(${0x53555041}, ${0x55504752})`;

/**
 * Makes schema `supawarden` or brings it up to date, in one transaction. The migrations can run again: where the
 * Supabase CLI has applied them already, nothing changes.
 * @param migrations in the order of their versions.
 * @returns versions applied by this call.
 * @throws SupawardenError `permission` when the role may not make or change the schema.
 */
export function upgradeSchema(
  database: Database,
  migrations: readonly StoreMigration[],
): Promise<readonly string[]> {
  return database.transaction("write", async (session) => {
    await session.query(WAIT);
    const before = await appliedVersions(session);
    const missing = migrations.filter((migration) => !before.includes(migration.version));
    for (const migration of missing) await apply(session, migration);
    const applied = missing.map((migration) => migration.version);
    if (applied.length > 0) {
      await writeSetting(session, { key: APPLIED, value: [...before, ...applied].sort() });
    }
    return applied;
  });
}

async function apply(session: Session, migration: StoreMigration): Promise<void> {
  try {
    await session.execute(migration.sql);
  } catch (error) {
    if (sqlState(error) !== "42501") throw error;
    throw new SupawardenError(
      "permission",
      `the role may not make or change schema supawarden: ${messageOf(error)}`,
      { hint: "Connect as the role that owns the schema, on Supabase postgres.", cause: error },
    );
  }
}

async function appliedVersions(session: Session): Promise<readonly string[]> {
  const [table] = await session.query<{ found: boolean }>(
    "select pg_catalog.to_regclass('supawarden.settings') is not null as found",
  );
  if (table?.found !== true) return [];
  const versions = await readSetting(session, APPLIED);
  return Array.isArray(versions) ? versions.map(String) : [];
}
