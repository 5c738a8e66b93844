import type { Database } from "../database/database.ts";
import type { Severity } from "../findings/finding.ts";
import type { RunStatus } from "./runs.ts";
import { isoTime, queryStore } from "./store_session.ts";

/** Figures of the store. Times are ISO 8601 in UTC. */
export interface Metrics {
  /** Findings that are neither resolved nor suppressed; in the order of severity and rule. */
  readonly open_findings: readonly {
    readonly severity: Severity;
    readonly rule: string;
    readonly count: number;
  }[];
  /** Findings that are not resolved and suppressed at this moment. */
  readonly suppressed_findings: number;
  /** Runs ever recorded, by how they ended. */
  readonly runs: Readonly<Record<RunStatus, number>>;
  /** The run that was started last. */
  readonly last_run?: {
    readonly status: RunStatus;
    readonly started_at: string;
    readonly finished_at?: string;
    readonly duration_ms?: number;
  };
  /** End of the last run that succeeded. */
  readonly last_success_at?: string;
  /** Alerts that wait for delivery, and alerts that were given up. */
  readonly alerts: { readonly pending: number; readonly dead: number };
}

interface Row {
  readonly open_findings: Metrics["open_findings"];
  readonly unresolved: number;
  readonly runs: readonly { readonly status: RunStatus; readonly count: number }[];
  readonly last_run: Record<string, unknown> | null;
  readonly last_success_at: string | null;
  readonly pending: number;
  readonly dead: number;
}

/** Reads all figures in one statement. */
export async function metrics(database: Database): Promise<Metrics> {
  const [row] = await queryStore<Row>(
    database,
    `select
       (
         select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
           'severity', gr.severity, 'rule', gr.rule, 'count', gr.count)
           order by gr.severity_rank, gr.rule collate "C"), '[]')
         from (
           select op.severity, op.severity_rank, op.rule, pg_catalog.count(*)::int4 as count
           from supawarden.open_findings op
           group by op.severity, op.severity_rank, op.rule
         ) gr
       ) as open_findings,
       (select pg_catalog.count(*)::int4 from supawarden.findings fi where fi.state <> 'resolved') as unresolved,
       (
         select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object('status', gr.status, 'count', gr.count)), '[]')
         from (
           select ru.status, pg_catalog.count(*)::int4 as count
           from supawarden.runs ru
           group by ru.status
         ) gr
       ) as runs,
       (
         select pg_catalog.json_strip_nulls(pg_catalog.json_build_object(
           'status', la.status,
           'started_at', ${isoTime("la.started_at")},
           'finished_at', ${isoTime("la.finished_at")},
           'duration_ms', la.duration_ms))
         from supawarden.latest_run la
       ) as last_run,
       (
         select ${isoTime("pg_catalog.max(ru.finished_at)")}
         from supawarden.runs ru
         where ru.status = 'succeeded'
       ) as last_success_at,
       (
         select pg_catalog.count(*)::int4
         from supawarden.alerts al
         where al.delivered_at is null
           and not al.dead
       ) as pending,
       (select pg_catalog.count(*)::int4 from supawarden.alerts al where al.dead) as dead`,
  );
  if (row === undefined) throw new Error("a query without from returned no row");
  const open = row.open_findings.reduce((sum, entry) => sum + entry.count, 0);
  const runs = { running: 0, succeeded: 0, failed: 0, abandoned: 0 };
  for (const entry of row.runs) runs[entry.status] = entry.count;
  return {
    open_findings: row.open_findings,
    suppressed_findings: row.unresolved - open,
    runs,
    ...(row.last_run === null
      ? {}
      : { last_run: row.last_run as unknown as NonNullable<Metrics["last_run"]> }),
    ...(row.last_success_at === null ? {} : { last_success_at: row.last_success_at }),
    alerts: { pending: row.pending, dead: row.dead },
  };
}
