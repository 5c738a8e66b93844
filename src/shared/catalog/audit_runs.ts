import { z } from "zod";
import type { DeepReadonly, Family } from "./family.ts";

const hours = z.number().nullable();
const row = z.object({
  /** Hours since an audit of this database last succeeded; `null` where none ever did. */
  since_success: hours,
  /** Hours since an audit was first tried that is not the running one; `null` where there was none. */
  since_first_try: hours,
  /** How the last audit that ended did. */
  last_status: z.string().nullable(),
  /** An audit runs right now: most often the one that reads this. */
  running: z.boolean(),
  /** Hours since the installation last recorded a change of its schedule, and what it recorded. */
  since_installed: hours,
  schedule_status: z.string().nullable(),
  schedule_reason: z.string().nullable(),
});
/** When this tool's own audits last ran (`supawarden.runs`, `supawarden.settings`). One row; none without the schema. */
export type AuditRuns = DeepReadonly<z.infer<typeof row>>;

// An audit takes minutes: a row that has said `running` for an hour belongs to a worker that died.
const IS_RUNNING = "run.status = 'running' and run.started_at > pg_catalog.now() - interval '1 hour'";

function hoursSince(time: string): string {
  return `extract(epoch from pg_catalog.now() - ${time})::float8 / 3600`;
}

export const auditRuns: Family<AuditRuns> = {
  name: "audit_runs",
  row,
  sql: (server) => {
    // Nothing is missing where nothing was installed.
    if (!server.tables.has("supawarden.runs")) {
      return `
    select
      null::float8 as since_success,
      null::float8 as since_first_try,
      null::text as last_status,
      false as running,
      null::float8 as since_installed,
      null::text as schedule_status,
      null::text as schedule_reason
    where false`;
    }
    const setting = server.tables.has("supawarden.settings")
      ? "select cur.value, cur.updated_at from supawarden.settings cur where cur.key = 'schedule'"
      : "select null::jsonb as value, null::timestamptz as updated_at";
    return `
    select
      ${hoursSince("history.last_success")} as since_success,
      ${hoursSince("history.first_try")} as since_first_try,
      history.last_status,
      coalesce(history.running, false) as running,
      ${hoursSince("schedule.updated_at")} as since_installed,
      schedule.value ->> 'status' as schedule_status,
      schedule.value ->> 'reason' as schedule_reason
    from (
      select
        max(run.finished_at) filter (where run.status = 'succeeded' and run.source = 'database') as last_success,
        min(run.started_at) filter (where not (${IS_RUNNING})) as first_try,
        (pg_catalog.array_agg(run.status order by run.started_at desc) filter (where not (${IS_RUNNING})))[1] as last_status,
        bool_or(${IS_RUNNING}) as running
      from supawarden.runs run
      where run.source = 'database'
    ) history
    left join (${setting}) schedule on true`;
  },
};
