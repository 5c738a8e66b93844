import { z } from "zod";
import type { DeepReadonly, Family } from "./family.ts";

/**
 * Newest runs of all jobs together that are looked at. `cron.job_run_details` has no index but its key, and nothing
 * prunes it: with a job every second this is two days.
 */
const RECENT_RUNS = 200_000;

const row = z.object({
  job_id: z.number().int(),
  /** Runs that ended, among those looked at. */
  runs: z.number().int(),
  failures: z.number().int(),
  /** How many failed since the last one that succeeded. */
  failures_in_a_row: z.number().int(),
  last_status: z.string().nullable(),
  last_message: z.string().nullable(),
  /** ISO 8601 in UTC. */
  last_start: z.string().nullable(),
  /** Hours since a run last succeeded; `null` where none did. */
  since_success: z.number().nullable(),
  /** Whether every recorded run was looked at: if not, a job that is missing here may have run before. */
  complete: z.boolean(),
});
/** How a job fared of late (`cron.job_run_details`), by its runs that ended. */
export type CronRuns = DeepReadonly<z.infer<typeof row>>;

export const cronRuns: Family<CronRuns> = {
  name: "cron_runs",
  row,
  sql: (server) =>
    server.tables.has("cron.job_run_details")
      ? `
    with recent as materialized (
      select run.jobid, run.runid, run.status, run.start_time, run.end_time
      from cron.job_run_details run
      order by run.runid desc
      limit ${RECENT_RUNS}
    ),
    successes as (
      select run.jobid, max(run.runid) as runid, max(coalesce(run.end_time, run.start_time)) as at
      from recent run
      where run.status = 'succeeded'
      group by run.jobid
    ),
    ended as (
      select
        run.jobid,
        count(*)::int4 as runs,
        count(*) filter (where run.status = 'failed')::int4 as failures,
        count(*) filter (where run.status = 'failed' and run.runid > coalesce(suc.runid, 0))::int4 as failures_in_a_row,
        max(run.runid) as last_run,
        max(run.start_time) as last_start,
        max(suc.at) as last_success
      from recent run
      left join successes suc on suc.jobid = run.jobid
      where run.status in ('succeeded', 'failed')
      group by run.jobid
    )
    select
      ended.jobid as job_id,
      ended.runs,
      ended.failures,
      ended.failures_in_a_row,
      latest.status as last_status,
      latest.return_message as last_message,
      pg_catalog.to_char(ended.last_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as last_start,
      extract(epoch from pg_catalog.now() - ended.last_success)::float8 / 3600 as since_success,
      (select count(*) from recent) < ${RECENT_RUNS} as complete
    from ended
    join cron.job_run_details latest on latest.runid = ended.last_run
    order by ended.jobid`
      : { absent: "pg_cron is not installed (table cron.job_run_details does not exist)" },
};
