import { z } from "zod";
import type { DeepReadonly, Family } from "./family.ts";

const row = z.object({
  job_id: z.number().int(),
  runs: z.number().int(),
  failures: z.number().int(),
  last_status: z.string().nullable(),
  last_message: z.string().nullable(),
  last_start: z.string().nullable(),
});
/** How each job fared in the last 24 hours (`cron.job_run_details`). */
export type CronRuns = DeepReadonly<z.infer<typeof row>>;

export const cronRuns: Family<CronRuns> = {
  name: "cron_runs",
  row,
  sql: (server) =>
    server.tables.has("cron.job_run_details")
      ? `
    select
      run.jobid as job_id,
      count(*)::int4 as runs,
      count(*) filter (where run.status = 'failed')::int4 as failures,
      (pg_catalog.array_agg(run.status order by run.runid desc))[1] as last_status,
      (pg_catalog.array_agg(run.return_message order by run.runid desc))[1] as last_message,
      max(run.start_time)::text as last_start
    from cron.job_run_details run
    where run.start_time > pg_catalog.now() - interval '24 hours'
    group by run.jobid
    order by run.jobid`
      : { absent: "pg_cron is not installed (table cron.job_run_details does not exist)" },
};
