import type { ObjectRef } from "../catalog/identity.ts";
import type { Database } from "../database/database.ts";
import type { Severity, State } from "../findings/finding.ts";
import type { NotEvaluatedRule, Source, Summary, Trigger } from "../findings/report.ts";
import type { SuppressionUse } from "../findings/suppressions.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { isoTime, queryStore } from "./store_session.ts";

/** How a run ended: `abandoned` is one whose worker died. */
export const RUN_STATUSES = ["running", "succeeded", "failed", "abandoned"] as const;
/** How a run ended, or that it has not. */
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What is known of a run when it starts. */
export interface NewRun {
  readonly id: string;
  readonly trigger: Trigger;
  readonly source: Source;
  readonly started_at: string;
  readonly tool_version: string;
  readonly git_commit?: string;
}

/** A run as it is stored. Times are ISO 8601 in UTC; what only a finished run has is left out of others. */
export interface StoredRun {
  readonly id: string;
  readonly status: RunStatus;
  readonly trigger: Trigger;
  readonly source: Source;
  readonly started_at: string;
  readonly finished_at?: string;
  readonly duration_ms?: number;
  readonly tool_version: string;
  readonly server_version?: string;
  readonly git_commit?: string;
  readonly exposed_schemas: readonly string[];
  readonly exposed_schemas_source?: "config" | "authenticator" | "default";
  readonly summary?: Summary;
  /** The run since which nothing had changed, so that most findings were taken over from it. */
  readonly unchanged_since?: string;
  /** Why it failed. */
  readonly error?: string;
}

/** A finding that a run saw change. */
export interface RunChange {
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly object: ObjectRef;
  readonly state: State;
  readonly previous_state?: State;
}

/** A run with all that it recorded. */
export interface StoredRunInFull extends StoredRun {
  readonly not_evaluated: readonly NotEvaluatedRule[];
  readonly stale_suppressions: readonly SuppressionUse[];
  /** In the order of severity, rule and object. */
  readonly changes: readonly RunChange[];
}

/**
 * Records a run as running. The caller holds the run lock, so whatever else says running has lost its worker and is
 * marked abandoned.
 */
export async function startRun(database: Database, run: NewRun): Promise<void> {
  await database.transaction("write", async (session) => {
    await queryStore(
      session,
      `update supawarden.runs
       set status = 'abandoned', error = 'the worker ended before the run did'
       where status = 'running'`,
    );
    await queryStore(
      session,
      `insert into supawarden.runs (id, trigger, source, started_at, tool_version, git_commit)
       values ($1::uuid, $2, $3, $4::timestamptz, $5, $6)`,
      [run.id, run.trigger, run.source, run.started_at, run.tool_version, run.git_commit ?? null],
    );
  });
}

/** Records that a run failed; one that is no longer running stays as it is. */
export async function failRun(
  database: Database,
  id: string,
  failure: { readonly finished_at: string; readonly message: string },
): Promise<void> {
  await queryStore(
    database,
    `update supawarden.runs
     set status = 'failed',
       finished_at = $2::timestamptz,
       duration_ms = greatest(0, pg_catalog.round(extract(epoch from $2::timestamptz - started_at) * 1000))::int4,
       error = $3
     where id = $1::uuid
       and status = 'running'`,
    [id, failure.finished_at, failure.message],
  );
}

const COLUMNS = `
  ru.id::text as id,
  ru.status,
  ru.trigger,
  ru.source,
  ${isoTime("ru.started_at")} as started_at,
  ${isoTime("ru.finished_at")} as finished_at,
  ru.duration_ms,
  ru.tool_version,
  ru.server_version,
  ru.git_commit,
  ru.exposed_schemas,
  ru.exposed_schemas_source,
  ru.summary,
  ru.unchanged_since::text as unchanged_since,
  ru.error`;

/**
 * Stored runs, newest first.
 * @param page `cursor` is the `next_cursor` of the page before; `limit` counts runs.
 */
export async function listRuns(
  database: Database,
  page: { readonly cursor?: string; readonly limit: number },
): Promise<{ readonly runs: readonly StoredRun[]; readonly next_cursor?: string }> {
  const after = page.cursor === undefined ? null : decodeCursor(page.cursor, 2);
  const rows = await queryStore<Nullable<StoredRun> & { sort_time: string }>(
    database,
    `select ${COLUMNS}, ru.started_at::text as sort_time
     from supawarden.runs ru
     where $1::text is null
       or (ru.started_at, ru.id) < ($1::text::timestamptz, $2::text::uuid)
     order by ru.started_at desc, ru.id desc
     limit $3::int4`,
    [after?.[0] ?? null, after?.[1] ?? null, page.limit + 1],
  );
  const shown = rows.slice(0, page.limit);
  const last = rows.length > page.limit ? shown.at(-1) : undefined;
  return {
    runs: shown.map(({ sort_time: _, ...run }) => withoutNulls(run) as StoredRun),
    ...(last === undefined ? {} : { next_cursor: encodeCursor([last.sort_time, String(last.id)]) }),
  };
}

/** One run with what it left unjudged and what it changed; `undefined` when there is none of this id (a UUID). */
export async function getRun(database: Database, id: string): Promise<StoredRunInFull | undefined> {
  const [run] = await queryStore<Nullable<StoredRunInFull>>(
    database,
    `select ${COLUMNS}, ru.not_evaluated, ru.stale_suppressions
     from supawarden.runs ru
     where ru.id::text = pg_catalog.lower($1)`,
    [id],
  );
  if (run === undefined) return undefined;
  const changes = await queryStore<Nullable<RunChange>>(
    database,
    `select fi.fingerprint, fi.rule, ev.severity, fi.object, ev.state, ev.previous_state
     from supawarden.finding_events ev
     join supawarden.findings fi on fi.fingerprint = ev.fingerprint
     where ev.run_id = $1::uuid
     order by fi.severity_rank, fi.rule collate "C", fi.object_identity collate "C", fi.fingerprint collate "C"`,
    [id],
  );
  return {
    ...(withoutNulls(run) as StoredRunInFull),
    changes: changes.map((change) => withoutNulls(change) as RunChange),
  };
}

type Nullable<Row> = { readonly [Key in keyof Row]: Row[Key] | null };

function withoutNulls(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
