import { z } from "zod";
import type { Database, Session } from "../database/database.ts";
import { PRINTED_TEXTS } from "../database/printed_texts.ts";
import { SupawardenError } from "../errors.ts";
import { auditRuns } from "./audit_runs.ts";
import { type BodyCheckOptions, bodyChecksRow, NO_BODY_CHECKS, readBodyChecks } from "./body_checks.ts";
import { buckets } from "./buckets.ts";
import { columns } from "./columns.ts";
import { constraints } from "./constraints.ts";
import { cronJobs } from "./cron_jobs.ts";
import { cronRuns } from "./cron_runs.ts";
import { defaultPrivileges } from "./default_privileges.ts";
import { driftPartRow, NO_DRIFT_PART, type ReadDriftPart } from "./drift_part.ts";
import { eventTriggers } from "./event_triggers.ts";
import { extensions } from "./extensions.ts";
import { type DeepReadonly, deepFreeze, type Family } from "./family.ts";
import { foreignServers } from "./foreign_servers.ts";
import { graphqlDirectives } from "./graphql_directives.ts";
import { indexes } from "./indexes.ts";
import { ledger } from "./ledger.ts";
import { looseTables } from "./loose_tables.ts";
import { memberships } from "./memberships.ts";
import { ORPHAN_BUDGET, orphanCountRow, readOrphanCounts } from "./orphan_counts.ts";
import { nameOtherLedgers, type OtherLedger, otherLedgers } from "./other_ledgers.ts";
import { policies } from "./policies.ts";
import { publications } from "./publications.ts";
import { busyWhileWaiting, type ReadAhead } from "./read_ahead.ts";
import { readFamily, readingOf } from "./read_family.ts";
import { type Focus, readScope, type ScopeRequest } from "./reading_scope.ts";
import { relations } from "./relations.ts";
import { roles } from "./roles.ts";
import { routines } from "./routines.ts";
import { schemas } from "./schemas.ts";
import { readSequenceValues } from "./sequence_values.ts";
import { type Sequence, sequences } from "./sequences.ts";
import { readServerFacts } from "./server_facts.ts";
import { storedSettings } from "./stored_settings.ts";
import { systemNames } from "./system_names.ts";
import { triggers } from "./triggers.ts";
import { types } from "./types.ts";
import { wasRead, withUnreadParts } from "./unread_parts.ts";
import { usageStatistics } from "./usage_statistics.ts";
import { readVectorSamples, vectorSampleRow } from "./vector_samples.ts";
import { viewDependencies } from "./view_dependencies.ts";

/** Every family, in the order in which it is read. */
const FAMILIES = {
  schemas,
  roles,
  memberships,
  // Bodies and expressions are read while the server works on what follows.
  routines,
  relations,
  columns,
  policies,
  view_dependencies: viewDependencies,
  constraints,
  indexes,
  triggers,
  event_triggers: eventTriggers,
  types,
  sequences,
  extensions,
  default_privileges: defaultPrivileges,
  publications,
  buckets,
  graphql_directives: graphqlDirectives,
  cron_jobs: cronJobs,
  cron_runs: cronRuns,
  other_ledgers: otherLedgers,
  ledger,
  stored_settings: storedSettings,
  foreign_servers: foreignServers,
  usage_statistics: usageStatistics,
  loose_tables: looseTables,
  audit_runs: auditRuns,
  system_names: systemNames,
} as const;

/** Name of a family of catalog facts. */
export type FamilyName = keyof typeof FAMILIES;

/** Name of a part of a snapshot: a family, or what is read of the user's data once the families are known. */
export type PartName = FamilyName | SampleName | "body_checks" | "drift";

/** What is read of the user's data, or asked about it, once the families are known. */
type SampleName = "vector_samples" | "orphan_counts";

/** Families that every reading needs: who may do what, and what belongs to whom. */
const BASE = ["schemas", "roles", "memberships", "extensions"] as const satisfies readonly FamilyName[];

/** A part that is read of the data. */
interface Sample {
  /** Families that tell what to read. */
  readonly from: readonly FamilyName[];
  readonly read: (
    session: Session,
    facts: CatalogSnapshot,
    options: SnapshotOptions,
  ) => Promise<readonly unknown[]>;
}

const SAMPLES: Readonly<Record<SampleName, Sample>> = {
  vector_samples: { from: ["relations", "columns", "types"], read: readVectorSamples },
  orphan_counts: {
    from: ["relations", "columns", "constraints"],
    read: (session, facts, options) =>
      readOrphanCounts(session, facts, { budget: options.orphanBudget ?? ORPHAN_BUDGET }),
  },
};

const familyNames = Object.keys(FAMILIES) as FamilyName[];
const sampleNames = Object.keys(SAMPLES) as SampleName[];
const partNames: readonly PartName[] = [...familyNames, ...sampleNames, "body_checks", "drift"];

const unread = z.object({
  family: z.enum(familyNames as [FamilyName, ...FamilyName[]]),
  /** `absent` is not there, `forbidden` may not be read, `filtered` rows may be hidden by policies, `failed` else. */
  kind: z.enum(["absent", "forbidden", "filtered", "failed"]),
  reason: z.string(),
  sqlstate: z.string().optional(),
});
/** A family that was not read, or not wholly, and why. */
export type Unread = Readonly<z.infer<typeof unread>>;

/** The shape of a saved snapshot. */
export const snapshotSchema = z.object({
  format: z.literal(1),
  taken_at: z.string(),
  server: z.object({
    version: z.number().int(),
    version_text: z.string(),
    database: z.string(),
    user: z.string(),
    superuser: z.boolean(),
    in_recovery: z.boolean(),
  }),
  unread: z.array(unread),
  schemas: z.array(schemas.row),
  roles: z.array(roles.row),
  memberships: z.array(memberships.row),
  relations: z.array(relations.row),
  view_dependencies: z.array(viewDependencies.row),
  columns: z.array(columns.row),
  constraints: z.array(constraints.row),
  indexes: z.array(indexes.row),
  routines: z.array(routines.row),
  policies: z.array(policies.row),
  triggers: z.array(triggers.row),
  event_triggers: z.array(eventTriggers.row),
  types: z.array(types.row),
  sequences: z.array(sequences.row),
  extensions: z.array(extensions.row),
  default_privileges: z.array(defaultPrivileges.row),
  publications: z.array(publications.row),
  buckets: z.array(buckets.row),
  /** Absent from a snapshot of a version that did not read comments. */
  graphql_directives: z.array(graphqlDirectives.row).default([]),
  cron_jobs: z.array(cronJobs.row),
  cron_runs: z.array(cronRuns.row),
  /** Absent from a snapshot of a version that did not look for them. */
  other_ledgers: z.array(otherLedgers.row).default([]),
  ledger: z.array(ledger.row),
  stored_settings: z.array(storedSettings.row),
  foreign_servers: z.array(foreignServers.row),
  usage_statistics: z.array(usageStatistics.row),
  loose_tables: z.array(looseTables.row),
  audit_runs: z.array(auditRuns.row),
  /** What vector columns of no stated size hold; absent from a snapshot of a version that took no samples. */
  vector_samples: z.array(vectorSampleRow).default([]),
  /** Rows that refer to no row; absent from a snapshot of a version that counted none. */
  orphan_counts: z.array(orphanCountRow).default([]),
  /** Absent from a snapshot of a version that did not read them. */
  system_names: z.array(systemNames.row).default([]),
  /** What plpgsql_check said of the routines, in a transaction of its own. */
  body_checks: bodyChecksRow.default(NO_BODY_CHECKS as z.infer<typeof bodyChecksRow>),
  /** What differs from the manifest that was given with the reading. */
  drift: driftPartRow.default(NO_DRIFT_PART as z.infer<typeof driftPartRow>),
});

/** Everything the rules read of one database, taken in one transaction and frozen. */
export type CatalogSnapshot = DeepReadonly<z.infer<typeof snapshotSchema>> & {
  /** Of a shard: what it is there to judge. */
  readonly focus?: Focus;
};

/** Oldest server that is read: Supabase runs 15 and 17; earlier catalogs lack columns the queries name. */
const OLDEST_SERVER = 150000;

/** Limits of the reading transaction, in milliseconds. */
export interface SnapshotOptions {
  readonly statementTimeout?: number;
  readonly lockTimeout?: number;
  /** Time for counting rows that refer to no row; 0 counts none. */
  readonly orphanBudget?: number | undefined;
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
  const found: Unread[] = [];
  const read: Partial<Record<FamilyName, readonly unknown[]>> = {};
  const { ahead } = options;
  const reading = readingOf(ahead === undefined ? session : busyWhileWaiting(session, ahead), read);
  const wanted = partsNeeded(options.parts);
  for (const family of familyNames) {
    if (!wanted.has(family)) continue;
    const rows = await readFamily(reading, { name: family, family: FAMILIES[family], facts, unread: found });
    read[family] = rows;
    ahead?.read(family, rows);
  }
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

/** The parts to read for those asked for, with what they build on. */
function partsNeeded(asked: readonly PartName[] | undefined): ReadonlySet<PartName> {
  if (asked === undefined) return new Set(partNames);
  const needed = new Set<PartName>(BASE);
  const queue = [...asked];
  for (let part = queue.pop(); part !== undefined; part = queue.pop()) {
    if (needed.has(part)) continue;
    needed.add(part);
    queue.push(...((SAMPLES as Partial<Record<PartName, Sample>>)[part]?.from ?? []));
    queue.push(...((FAMILIES as Partial<Record<PartName, Family<unknown>>>)[part]?.after ?? []));
  }
  return needed;
}
