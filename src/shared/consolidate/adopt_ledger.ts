import { type CatalogState, readCatalogState } from "../catalog/catalog_state.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Database, Session } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import type { AdoptPlan } from "./adopt_plan.ts";
import { type LedgerBackup, readBackups, writeBackup } from "./ledger_backups.ts";
import {
  deleteLedgerRows,
  insertLedgerRows,
  type LedgerColumn,
  type LedgerRow,
  readLedgerRows,
  sameRows,
} from "./ledger_rows.ts";

/** Key of the lock, the same as the runner's: the bytes of "SUPA" and "MIGR". Who migrates and who adopts exclude each other. */
const LOCK = `select pg_catalog.pg_try_advisory_xact_lock(${0x53555041}, ${0x4d494752}) as taken`;

/** What was changed and seen to be so. */
export interface LedgerChange {
  /** Id of the backup that holds the ledger as it was. */
  readonly backup: string;
  readonly rowsBefore: number;
  readonly rowsAfter: number;
}

/**
 * Replaces the rows of the old files by those of the baseline. The backup is committed first; then one transaction
 * changes ledger rows and nothing else, and is committed only when the ledger reads as planned and no catalog has
 * changed. Whatever ends the process leaves the ledger as it was or as it should be.
 * @throws SupawardenError `busy` when another process migrates or adopts, or the ledger is no longer as planned.
 */
export async function adoptLedger(database: Database, plan: AdoptPlan): Promise<LedgerChange> {
  const gone = [...plan.removed, ...plan.removedUnknown].map(({ version }) => version);
  const { backup, after } = await database.transaction("write", async (session) => {
    await lockLedger(session);
    requireUnchanged((await readLedgerRows(session)).rows, plan.before.rows);
    const planned = await rehearse(session, plan, gone);
    return {
      after: planned,
      backup: await writeBackup(session, {
        before: plan.before,
        after: planned,
        baseline: plan.added.map(({ version }) => version ?? ""),
      }),
    };
  });
  await changeLedger(database, { columns: plan.before.columns, from: plan.before.rows, to: after });
  return { backup, rowsBefore: plan.before.rows.length, rowsAfter: after.length };
}

/**
 * Puts the ledger back as the newest adoption found it.
 * @throws SupawardenError `not_found` when no adoption left the ledger as it is now, `busy` as `adoptLedger`.
 */
export async function undoAdoption(database: Database, backup: LedgerBackup): Promise<LedgerChange> {
  const { columns, rows } = backup.before;
  await changeLedger(database, { columns, from: backup.after, to: rows });
  return { backup: backup.id, rowsBefore: backup.after.length, rowsAfter: backup.before.rows.length };
}

/** The adoption whose result the ledger holds now, or why there is none to undo. */
export async function findAdoption(database: Database): Promise<LedgerBackup> {
  const { backups, rows } = await database.transaction("snapshot", async (session) => ({
    backups: await readBackups(session),
    rows: (await readLedgerRows(session)).rows,
  }));
  const found = backups.find(({ after }) => sameRows(after, rows));
  if (found !== undefined) return found;
  const [newest] = backups;
  if (newest === undefined) {
    throw new SupawardenError("not_found", `no consolidation was adopted in ${database.label}`, {
      hint: "`supawarden consolidate adopt` keeps a backup of the ledger in supawarden.ledger_backups; there is none.",
    });
  }
  if (sameRows(newest.before.rows, rows)) {
    throw new SupawardenError(
      "not_found",
      "the ledger is as it was before the newest adoption: there is nothing to undo",
    );
  }
  const known = new Set(newest.after.map(({ version }) => version));
  const later = rows.filter(({ version }) => !known.has(version)).map(({ version }) => version);
  throw new SupawardenError(
    "not_found",
    later.length === 0
      ? "the ledger has changed since the adoption"
      : `the ledger has changed since the adoption: ${later.join(", ")} came later`,
    {
      hint: `Take later migrations back first; backup ${newest.id} in supawarden.ledger_backups holds the rows as they were.`,
    },
  );
}

interface Change {
  readonly columns: readonly LedgerColumn[];
  readonly from: readonly LedgerRow[];
  readonly to: readonly LedgerRow[];
}

async function changeLedger(database: Database, change: Change): Promise<void> {
  await database.transaction("write", async (session) => {
    await lockLedger(session);
    requireUnchanged((await readLedgerRows(session)).rows, change.from);
    const before = await readCatalogState(session);
    await replaceRows(session, change);
    requireResult((await readLedgerRows(session)).rows, change.to);
    requireSameCatalogs(before, await readCatalogState(session));
  });
  const { rows } = await database.transaction("snapshot", readLedgerRows);
  requireResult(rows, change.to);
}

/** Writes only what differs, version by version: an old ledger without a key may hold one several times. */
async function replaceRows(session: Session, { columns, from, to }: Change): Promise<void> {
  const [old, now] = [groupBy(from, versionOf), groupBy(to, versionOf)];
  const versions = [...new Set([...old.keys(), ...now.keys()])].filter(
    (version) => !sameRows(old.get(version) ?? [], now.get(version) ?? []),
  );
  await deleteLedgerRows(session, versions);
  await insertLedgerRows(session, { columns, rows: versions.flatMap((version) => now.get(version) ?? []) });
}

function versionOf({ version }: LedgerRow): string {
  return version ?? "";
}

async function lockLedger(session: Session): Promise<void> {
  await session.execute(
    "set local search_path = ''; set local lock_timeout = '5s'; set local statement_timeout = '60s'",
  );
  const [lock] = await session.query<{ taken: boolean }>(LOCK);
  if (lock?.taken !== true) {
    throw new SupawardenError("busy", "another process migrates or adopts this database", {
      hint: "Try again when it has ended; nothing was changed.",
    });
  }
  // Stops every other writer, readers go on.
  await session.execute("lock table supabase_migrations.schema_migrations in share row exclusive mode");
}

/** What the ledger will hold, defaults of its columns included: tried and taken back. */
async function rehearse(
  session: Session,
  plan: AdoptPlan,
  gone: readonly string[],
): Promise<readonly LedgerRow[]> {
  await session.execute("savepoint rehearsal");
  await deleteLedgerRows(session, gone);
  await insertLedgerRows(session, { columns: plan.before.columns, rows: plan.added });
  const { rows } = await readLedgerRows(session);
  await session.execute("rollback to savepoint rehearsal; release savepoint rehearsal");
  return rows;
}

function requireUnchanged(rows: readonly LedgerRow[], planned: readonly LedgerRow[]): void {
  if (sameRows(rows, planned)) return;
  throw new SupawardenError("busy", "the ledger has changed since the plan was made", {
    hint: "Run the command again and look at its new plan; nothing was changed.",
  });
}

function requireResult(rows: readonly LedgerRow[], expected: readonly LedgerRow[]): void {
  if (sameRows(rows, expected)) return;
  throw new SupawardenError("unavailable", "the ledger does not read as it was written", {
    hint: "A trigger or a rule on supabase_migrations.schema_migrations may change rows; nothing was changed.",
  });
}

/** The ledger's own rows are the only thing that may differ. */
function requireSameCatalogs(before: CatalogState, after: CatalogState): void {
  const names = new Set([...Object.keys(before.prints), ...Object.keys(after.prints)]);
  names.delete("supabase_migrations.schema_migrations");
  const changed = [...names].filter(
    (name) => before.prints[name] !== after.prints[name] || before.prints[name] === undefined,
  );
  if (changed.length === 0) return;
  throw new SupawardenError("busy", `the schema changed meanwhile (${changed.join(", ")})`, {
    hint: "Somebody else changed the database, or a trigger on the ledger does; nothing was changed. Try again.",
  });
}
