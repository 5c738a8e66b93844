import { type Database, messageOf, type Session, sqlState } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import { readLedger } from "./ledger_table.ts";
import { goOnUnless, Interrupted } from "./pause.ts";
import { planUp, type UpChoice, type UpPlan } from "./plan_up.ts";
import { type DroppedObject, readDroppedObjects } from "./reset_objects.ts";
import { runEach } from "./run_each.ts";
import { type RunOptions, type RunOutcome, withWorkplace } from "./run_options.ts";
import type { MigrationFolder } from "./runner_state.ts";
import { tableExists } from "./table_exists.ts";
import { applyStep, prepareTables } from "./up.ts";

/** What `reset` would do. */
export interface ResetPlan {
  readonly dropped: readonly DroppedObject[];
  /** What is applied to the emptied database. */
  readonly up: UpPlan;
}

/** How a reset ended: `emptied` tells whether everything was dropped. */
export interface ResetOutcome extends RunOutcome {
  readonly emptied: boolean;
  readonly dropped: number;
}

/**
 * Plans a reset: what is dropped, and which migrations follow.
 * @throws SupawardenError as `planUp`.
 */
export async function planReset(
  database: Database,
  wanted: { readonly folder: MigrationFolder; readonly choice: UpChoice },
  { parser }: Pick<RunOptions, "parser">,
): Promise<ResetPlan> {
  const dropped = await database.transaction("snapshot", readDroppedObjects);
  const empty = {
    ledger: { columns: new Set<string>(), rows: [] },
    details: new Map(),
    matches: pending(wanted.folder),
  };
  return { dropped, up: await planUp(empty, { ...wanted, parser }) };
}

function pending(folder: MigrationFolder) {
  return folder.files.map((file) => ({ kind: "pending", file }) as const);
}

/**
 * How many objects are dropped in one transaction. Each dropped relation holds a lock until its end, and the server's
 * table of locks has room for some thousands.
 */
const BATCH = 200;

/**
 * Drops what the migrations have made, empties the ledger and the users, and applies the migrations anew. Where it is
 * broken off between, the ledger is empty already and another reset goes on from there.
 */
export function runReset(
  database: Database,
  planned: { readonly plan: ResetPlan; readonly folder: MigrationFolder },
  options: RunOptions,
): Promise<ResetOutcome> {
  const prepare = () => prepareTables(database, options);
  return withWorkplace(database, { ...options, prepare }, async ({ contextOf }) => {
    const { plan } = planned;
    const files = plan.up.steps.map(({ script }) => script.file);
    try {
      await emptyDatabase(database, plan.dropped, options);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      const interrupted = "The database is emptied in part. Run reset again to finish.";
      return { emptied: false, dropped: 0, done: [], left: files, interrupted };
    }
    const outcome = await runEach(
      plan.up.steps.map((step) => ({
        file: step.script.file,
        run: (place) => applyStep(database, { step, options }, contextOf(place)),
      })),
    );
    return { ...outcome, emptied: true, dropped: plan.dropped.length };
  });
}

async function emptyDatabase(
  database: Database,
  dropped: readonly DroppedObject[],
  options: RunOptions,
): Promise<void> {
  for (let start = 0; start === 0 || start < dropped.length; start += BATCH) {
    goOnUnless(options.signal);
    await database.transaction("write", async (session) => {
      await session.execute(
        `set local client_min_messages = warning; set local lock_timeout = ${Math.round(options.settings.lockTimeoutMs)}`,
      );
      if (start === 0) await emptyTables(session);
      for (const { sql } of dropped.slice(start, start + BATCH)) await explained(session, sql);
    });
  }
}

async function explained(session: Session, sql: string): Promise<void> {
  try {
    await session.execute(sql);
  } catch (error) {
    const state = sqlState(error);
    if (state === undefined) throw error;
    throw new SupawardenError(
      state === "42501" ? "permission" : state === "55P03" ? "busy" : "input",
      `cannot ${sql.replace(/ if exists/, "")}: ${messageOf(error)} (${state})`,
      {
        hint: "What was dropped before stays dropped. See to the cause and run reset again; it goes on from there.",
        cause: error,
      },
    );
  }
}

/** The platform's tables with rows that a fresh project lacks. Its own ledgers, and buckets with files, stay. */
const EMPTIED = `
select pg_catalog.format('%I.%I', ns.nspname, cl.relname) as name
from pg_catalog.pg_class cl
join pg_catalog.pg_namespace ns on ns.oid = cl.relnamespace
where cl.relkind = 'r'
  and (
    (ns.nspname = 'auth' and cl.relname <> 'schema_migrations')
    or (ns.nspname = 'supabase_functions' and cl.relname <> 'migrations')
    or ns.nspname = 'supabase_migrations'
  )
  and pg_catalog.has_table_privilege(cl.oid, 'truncate')
order by 1`;

const EMPTY_BUCKETS = `
delete from storage.buckets bu
where not exists (select from storage.objects ob where ob.bucket_id = bu.id)`;

async function emptyTables(session: Session): Promise<void> {
  const tables = await session.query<{ name: string }>(EMPTIED);
  if (tables.length > 0) {
    await session.execute(`truncate ${tables.map(({ name }) => name).join(", ")} cascade`);
  }
  if (await tableExists(session, { schema: "supawarden", name: "migration_details" })) {
    await session.execute("delete from supawarden.migration_details");
  }
  const hasFiles = await tableExists(session, { schema: "storage", name: "objects" });
  if (hasFiles && (await tableExists(session, { schema: "storage", name: "buckets" }))) {
    await session.execute("savepoint empty_buckets");
    try {
      // Storage refuses a delete by hand unless it is told that this is meant.
      await session.execute("set local storage.allow_delete_query = 'true'");
      await session.execute(EMPTY_BUCKETS);
    } catch (error) {
      if (sqlState(error) === undefined) throw error;
      await session.execute("rollback to savepoint empty_buckets");
    }
    await session.execute("release savepoint empty_buckets");
  }
  if ((await readLedger(session)).rows.length > 0) {
    throw new SupawardenError("permission", "the role may not empty the ledger", {
      hint: "Connect as the role that migrations run as, on Supabase postgres.",
    });
  }
}
