import { z } from "zod";
import type { DeepReadonly, Family } from "./family.ts";

const row = z.object({
  id: z.number().int(),
  name: z.string().nullable(),
  schedule: z.string(),
  command: z.string(),
  database: z.string(),
  username: z.string(),
  active: z.boolean(),
  /** `cron.log_run`: without it no run is recorded. */
  recorded: z.boolean(),
});
/** A scheduled job of pg_cron (`cron.job`). */
export type CronJob = DeepReadonly<z.infer<typeof row>>;

export const cronJobs: Family<CronJob> = {
  name: "cron_jobs",
  row,
  sql: (server) =>
    server.tables.has("cron.job")
      ? `
    select
      job.jobid as id,
      job.jobname as name,
      job.schedule,
      job.command,
      job.database,
      job.username,
      job.active,
      coalesce(pg_catalog.current_setting('cron.log_run', true), 'on') = 'on' as recorded
    from cron.job job
    order by job.jobid`
      : { absent: "pg_cron is not installed (table cron.job does not exist)" },
};
