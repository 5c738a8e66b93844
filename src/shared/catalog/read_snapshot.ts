import type { Database, Session } from "../database/database.ts";
import { PRINTED_TEXTS } from "../database/printed_texts.ts";
import { SupawardenError } from "../errors.ts";
import { type BodyCheckOptions, NO_BODY_CHECKS, readBodyChecks } from "./body_checks.ts";
import { NO_DRIFT_PART, type ReadDriftPart } from "./drift_part.ts";
import type { FamilyName } from "./families.ts";
import { deepFreeze } from "./family.ts";
import { nameOtherLedgers, type OtherLedger } from "./other_ledgers.ts";
import {
  type PartName,
  partNames,
  partsNeeded,
  SAMPLES,
  type SampleName,
  type SampleOptions,
  sampleNames,
} from "./parts.ts";
import type { ReadAhead } from "./read_ahead.ts";
import { readFamilies } from "./read_families.ts";
import { readScope, type ScopeRequest } from "./reading_scope.ts";
import { readSequenceValues } from "./sequence_values.ts";
import type { Sequence } from "./sequences.ts";
import { readServerFacts } from "./server_facts.ts";
import type { CatalogSnapshot } from "./snapshot.ts";
import { wasRead, withUnreadParts } from "./unread_parts.ts";

/** Oldest server that is read: Supabase runs 15 and 17; earlier catalogs lack columns the queries name. */
const OLDEST_SERVER = 150000;

/** Limits of the reading transaction, in milliseconds. */
export interface SnapshotOptions extends SampleOptions {
  readonly statementTimeout?: number;
  readonly lockTimeout?: number;
  /** Compares with a manifest, where there is one. */
  readonly drift?: ReadDriftPart | undefined;
  /** Time of the snapshot, ISO 8601; passed in so that output is reproducible. */
  readonly takenAt: string;
  /** Work on what has been read, done while the server works on the rest. */
  readonly ahead?: ReadAhead | undefined;
  /** Only these parts and what they need; all where it is left out. Asking a snapshot for any other is an error. */
  readonly parts?: readonly PartName[];
  /** Only these objects of the large families, and what rules look up for them; all where it is left out. */
  readonly scope?: ScopeRequest | undefined;
}

/** Limits of a whole reading. */
export interface LoadOptions extends SnapshotOptions {
  /** Of the checks of routine bodies beside the snapshot; `false` leaves them out. */
  readonly bodyChecks?: BodyCheckOptions | false;
}

/**
 * Reads the whole catalog in one read-only repeatable-read transaction, one query a family.
 * A family that cannot be read is recorded in `unread`, never left out in silence.
 * @throws SupawardenError `unavailable` for a server older than 15; the driver's error when the connection breaks.
 */
export async function loadSnapshot(database: Database, options: LoadOptions): Promise<CatalogSnapshot> {
  const snapshot = await database.transaction("snapshot", (session) => readSnapshot(session, options));
  return options.bodyChecks === false ? snapshot : withBodyChecks(database, snapshot, options.bodyChecks);
}

/**
 * The snapshot with what plpgsql_check says of its routines, read in a transaction beside the snapshot's; unchanged
 * where that part was not asked for.
 */
export async function withBodyChecks(
  database: Database,
  snapshot: CatalogSnapshot,
  options?: BodyCheckOptions,
): Promise<CatalogSnapshot> {
  if (!wasRead(snapshot, "body_checks")) return snapshot;
  const body_checks = deepFreeze(await readBodyChecks(database, snapshot, options));
  return Object.freeze(withUnreadParts({ ...snapshot, body_checks }, partNames));
}

/** Reads the catalog inside a transaction that the caller holds; changes its settings with `set local`. */
export async function readSnapshot(session: Session, options: SnapshotOptions): Promise<CatalogSnapshot> {
  // With an empty path every deparsed name comes out qualified, and nothing in the database can shadow ours.
  await session.execute(`${PRINTED_TEXTS};
    set local search_path = '';
    set local statement_timeout = ${Math.trunc(options.statementTimeout ?? 60_000)};
    set local lock_timeout = ${Math.trunc(options.lockTimeout ?? 2_000)};
    set local idle_in_transaction_session_timeout = 60000;
    set local work_mem = '32MB';
    set local jit = off;
    set local max_parallel_workers_per_gather = 0`);
  const about = await readServerFacts(session);
  if (about.version < OLDEST_SERVER) {
    throw new SupawardenError("unavailable", `the server is Postgres ${about.version_text}`, {
      hint: "Supawarden reads Postgres 15 and later; upgrade the project first.",
    });
  }
  const scope = options.scope === undefined ? undefined : await readScope(session, options.scope);
  const facts = { ...about, ...(scope === undefined ? {} : { scope }) };
  const wanted = partsNeeded(options.parts);
  const { read, unread: found } = await readFamilies(session, { facts, wanted, ahead: options.ahead });
  for (const [family, table] of [
    ["buckets", "storage.buckets"],
    ["cron_jobs", "cron.job"],
    ["cron_runs", "cron.job_run_details"],
    ["ledger", "supabase_migrations.schema_migrations"],
    ["audit_runs", "supawarden.runs"],
  ] as const) {
    if (wanted.has(family) && facts.filtered.has(table) && !found.some((entry) => entry.family === family)) {
      found.push({
        family,
        kind: "filtered",
        reason: `row level security may hide rows of ${table} from ${facts.user}`,
      });
    }
  }
  nameOtherLedgers(found, (read.other_ledgers ?? []) as readonly OtherLedger[]);
  if (wanted.has("sequences")) {
    const { sequences: valued, failure } = await readSequenceValues(session, read.sequences as Sequence[]);
    read.sequences = valued;
    if (failure !== undefined) found.push({ family: "sequences", kind: "filtered", reason: failure });
  }
  const { tables: _tables, filtered: _filtered, scope: _scope, ...server } = facts;
  const catalog = {
    format: 1 as const,
    taken_at: options.takenAt,
    server,
    unread: found,
    ...(read as { readonly [Family in FamilyName]: CatalogSnapshot[Family] }),
  };
  const samples: Partial<Record<SampleName, readonly unknown[]>> = {};
  for (const sample of sampleNames.filter((name) => wanted.has(name))) {
    // A sample is read from families alone.
    samples[sample] = await SAMPLES[sample].read(session, catalog as unknown as CatalogSnapshot, options);
  }
  const body_checks = wanted.has("body_checks") ? { body_checks: NO_BODY_CHECKS } : {};
  const drift = wanted.has("drift")
    ? { drift: deepFreeze((await options.drift?.(session, facts)) ?? NO_DRIFT_PART) }
    : {};
  const focus = scope?.focus === undefined ? {} : { focus: scope.focus };
  return Object.freeze(
    withUnreadParts({ ...catalog, ...samples, ...body_checks, ...drift, ...focus }, partNames),
  ) as CatalogSnapshot;
}
