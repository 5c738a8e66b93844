import { z } from "zod";
import { type Database, messageOf, type Session, sqlState } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import { type BodyCheckOptions, bodyChecksRow, NO_BODY_CHECKS, readBodyChecks } from "./body_checks.ts";
import { buckets } from "./buckets.ts";
import { columns } from "./columns.ts";
import { constraints } from "./constraints.ts";
import { cronJobs } from "./cron_jobs.ts";
import { cronRuns } from "./cron_runs.ts";
import { defaultPrivileges } from "./default_privileges.ts";
import { eventTriggers } from "./event_triggers.ts";
import { extensions } from "./extensions.ts";
import type { DeepReadonly, Family } from "./family.ts";
import { indexes } from "./indexes.ts";
import { ledger } from "./ledger.ts";
import { memberships } from "./memberships.ts";
import { policies } from "./policies.ts";
import { publications } from "./publications.ts";
import { relations } from "./relations.ts";
import { roles } from "./roles.ts";
import { routines } from "./routines.ts";
import { schemas } from "./schemas.ts";
import { readSequenceValues } from "./sequence_values.ts";
import { type Sequence, sequences } from "./sequences.ts";
import { readServerFacts } from "./server_facts.ts";
import { systemNames } from "./system_names.ts";
import { triggers } from "./triggers.ts";
import { types } from "./types.ts";
import { readVectorSamples, vectorSampleRow } from "./vector_samples.ts";
import { viewDependencies } from "./view_dependencies.ts";

/** Every family, in the order in which it is read. */
const FAMILIES = {
  schemas,
  roles,
  memberships,
  relations,
  view_dependencies: viewDependencies,
  columns,
  constraints,
  indexes,
  routines,
  policies,
  triggers,
  event_triggers: eventTriggers,
  types,
  sequences,
  extensions,
  default_privileges: defaultPrivileges,
  publications,
  buckets,
  cron_jobs: cronJobs,
  cron_runs: cronRuns,
  ledger,
  system_names: systemNames,
} as const;

/** Name of a family of catalog facts. */
export type FamilyName = keyof typeof FAMILIES;

const familyNames = Object.keys(FAMILIES) as FamilyName[];

const unread = z.object({
  family: z.enum(familyNames as [FamilyName, ...FamilyName[]]),
  /** `absent` is not there, `forbidden` may not be read, `filtered` rows may be hidden by policies, `failed` else. */
  kind: z.enum(["absent", "forbidden", "filtered", "failed"]),
  reason: z.string(),
  sqlstate: z.string().optional(),
});
/** A family that was not read, or not wholly, and why. */
export type Unread = Readonly<z.infer<typeof unread>>;

const snapshotSchema = z.object({
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
  cron_jobs: z.array(cronJobs.row),
  cron_runs: z.array(cronRuns.row),
  ledger: z.array(ledger.row),
  /** Absent from a snapshot of a version that did not read them. */
  system_names: z.array(systemNames.row).default([]),
  /** What vector columns of no stated size hold; absent from a snapshot of a version that took no samples. */
  vector_samples: z.array(vectorSampleRow).default([]),
  /** What plpgsql_check said of the routines, in a transaction of its own. */
  body_checks: bodyChecksRow.default(NO_BODY_CHECKS as z.infer<typeof bodyChecksRow>),
});

/** Everything the rules read of one database, taken in one transaction and frozen. */
export type CatalogSnapshot = DeepReadonly<z.infer<typeof snapshotSchema>>;

/** Oldest server that is read: Supabase runs 15 and 17; earlier catalogs lack columns the queries name. */
const OLDEST_SERVER = 150000;

/** Limits of the reading transaction, in milliseconds. */
export interface SnapshotOptions {
  readonly statementTimeout?: number;
  readonly lockTimeout?: number;
  /** Time of the snapshot, ISO 8601; passed in so that output is reproducible. */
  readonly takenAt: string;
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
  if (options.bodyChecks === false) return snapshot;
  return Object.freeze({
    ...snapshot,
    body_checks: deepFreeze(await readBodyChecks(database, snapshot, options.bodyChecks)),
  });
}

/** Reads the catalog inside a transaction that the caller holds; changes its settings with `set local`. */
export async function readSnapshot(session: Session, options: SnapshotOptions): Promise<CatalogSnapshot> {
  // With an empty path every deparsed name comes out qualified, and nothing in the database can shadow ours.
  await session.execute(`
    set local search_path = '';
    set local statement_timeout = ${Math.trunc(options.statementTimeout ?? 60_000)};
    set local lock_timeout = ${Math.trunc(options.lockTimeout ?? 2_000)};
    set local idle_in_transaction_session_timeout = 60000;
    set local work_mem = '32MB';
    set local jit = off;
    set local max_parallel_workers_per_gather = 0`);
  const facts = await readServerFacts(session);
  if (facts.version < OLDEST_SERVER) {
    throw new SupawardenError("unavailable", `the server is Postgres ${facts.version_text}`, {
      hint: "Supawarden reads Postgres 15 and later; upgrade the project first.",
    });
  }
  const found: Unread[] = [];
  const read: Partial<Record<FamilyName, readonly unknown[]>> = {};
  for (const family of familyNames) {
    read[family] = await readFamily(session, { family, facts, unread: found });
  }
  for (const [family, table] of [
    ["buckets", "storage.buckets"],
    ["cron_jobs", "cron.job"],
    ["cron_runs", "cron.job_run_details"],
    ["ledger", "supabase_migrations.schema_migrations"],
  ] as const) {
    if (facts.filtered.has(table) && !found.some((entry) => entry.family === family)) {
      found.push({
        family,
        kind: "filtered",
        reason: `row level security may hide rows of ${table} from ${facts.user}`,
      });
    }
  }
  const { sequences: sequencesRead, failure } = await readSequenceValues(
    session,
    read.sequences as Sequence[],
  );
  read.sequences = sequencesRead;
  if (failure !== undefined) found.push({ family: "sequences", kind: "filtered", reason: failure });
  const { tables: _tables, filtered: _filtered, ...server } = facts;
  const catalog = {
    format: 1 as const,
    taken_at: options.takenAt,
    server,
    unread: found,
    ...(read as Omit<
      CatalogSnapshot,
      "format" | "taken_at" | "server" | "unread" | "vector_samples" | "body_checks"
    >),
  };
  return deepFreeze({
    ...catalog,
    vector_samples: await readVectorSamples(session, catalog),
    body_checks: NO_BODY_CHECKS,
  });
}

async function readFamily(
  session: Session,
  request: {
    readonly family: FamilyName;
    readonly facts: Parameters<Family<unknown>["sql"]>[0];
    readonly unread: Unread[];
  },
): Promise<readonly unknown[]> {
  const family = FAMILIES[request.family] as Family<unknown>;
  const sql = family.sql(request.facts);
  if (typeof sql !== "string") {
    request.unread.push({ family: request.family, kind: "absent", reason: sql.absent });
    return [];
  }
  // Only a savepoint lets the transaction, and with it the one consistent view, outlive a refused query.
  await session.execute("savepoint family");
  try {
    const [answer] = await session.query<{ rows: string }>(
      `select coalesce(pg_catalog.json_agg(fact), '[]')::text as rows from (${sql}) fact`,
    );
    await session.execute("release savepoint family");
    return z.array(family.row).parse(JSON.parse(answer?.rows ?? "[]"));
  } catch (error) {
    const code = sqlState(error);
    if (code === undefined || code.startsWith("08") || code.startsWith("57P")) throw error;
    await session.execute("rollback to savepoint family");
    request.unread.push({
      family: request.family,
      kind: code === "42501" ? "forbidden" : "failed",
      reason: messageOf(error),
      sqlstate: code,
    });
    return [];
  }
}

/** The snapshot as the text of a file. */
export function serialiseSnapshot(snapshot: CatalogSnapshot): string {
  return `${JSON.stringify(snapshot)}\n`;
}

/**
 * Reads a saved snapshot back.
 * @throws SupawardenError `input` when the text is not a snapshot of a known format.
 */
export function parseSnapshot(text: string): CatalogSnapshot {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SupawardenError("input", `the snapshot is not JSON: ${messageOf(error)}`, { cause: error });
  }
  const parsed = snapshotSchema.safeParse(value);
  if (parsed.success) return deepFreeze(parsed.data);
  const [first] = parsed.error.issues;
  throw new SupawardenError(
    "input",
    `not a catalog snapshot: ${first?.path.join(".") || "(root)"}: ${first?.message}`,
    {
      hint: "Write one with `supawarden audit --save-snapshot FILE`.",
    },
  );
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
