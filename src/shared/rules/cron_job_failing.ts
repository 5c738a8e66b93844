import { cronJobNames } from "../catalog/cron_job_ref.ts";
import type { CronJob } from "../catalog/cron_jobs.ts";
import type { CronRuns } from "../catalog/cron_runs.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import type { Rule } from "./rule.ts";
import { findSecrets } from "./secret_formats.ts";

/** Failures in a row after which it does not matter how often the job runs. */
const MANY_FAILURES = 3;
/** A job that ran and did not succeed for so long fails, though it failed once only: it runs once a day or less. */
const HOURS_WITHOUT_SUCCESS = 20;
const LONGEST_MESSAGE = 200;

/** Fails on purpose while error findings are open or an audit is overdue: its red history is its purpose. */
const WATCHDOG = "supawarden-watchdog";

/** Scheduled jobs whose runs fail. */
export const cronJobFailing: Rule = {
  id: "cron_job_failing",
  title: "Scheduled job fails",
  summary:
    "Looks for active jobs of pg_cron whose last three runs failed, or whose last run failed with no success in 20 hours.",
  severity: "warn",
  category: "operation",
  rationale:
    "pg_cron tells nobody that a job failed: it writes a row and tries again next time. What the job was for (deleting old data, refreshing a view, sending what waits) has then silently stopped, and is missed when it hurts.",
  sources: [
    "https://supabase.com/docs/guides/cron",
    "https://github.com/citusdata/pg_cron#viewing-job-run-details",
  ],
  requires: [
    { family: "cron_jobs", optional: true },
    { family: "cron_runs", optional: true },
  ],
  live: true,
  limits:
    "Judged by recorded runs that ended: a job that is due and never starts has none, and whether it is due is not worked out. A job that asks a function over HTTP succeeds as soon as the request is queued, whatever the answer. Of very long histories the newest 200,000 runs are looked at. Paused jobs and `supawarden-watchdog`, which fails while error findings are open, are left out.",
  check: findFailing,
};

function* findFailing({ snapshot }: RuleInput): Iterable<Verdict | NotEvaluated> {
  const runs = new Map(snapshot.cron_runs.map((run) => [run.job_id, run]));
  const refOf = cronJobNames(snapshot.cron_jobs);
  const complete = snapshot.cron_runs.every((run) => run.complete);
  for (const job of snapshot.cron_jobs) {
    if (!job.active || job.name === WATCHDOG) continue;
    const object = refOf(job);
    const run = runs.get(job.id);
    if (run === undefined) {
      if (!job.recorded) {
        yield { not_evaluated: `job ${object.identity}: pg_cron records no runs (cron.log_run is off)` };
      } else if (!complete) {
        yield { not_evaluated: `job ${object.identity} has no run among the newest 200,000` };
      }
    } else if (isFailing(run)) {
      yield verdict(job, run, object);
    }
  }
}

function isFailing(run: CronRuns): boolean {
  return (
    run.last_status === "failed" &&
    (run.failures_in_a_row >= MANY_FAILURES ||
      run.since_success === null ||
      run.since_success > HOURS_WITHOUT_SUCCESS)
  );
}

function verdict(job: CronJob, run: CronRuns, object: Verdict["object"]): Verdict {
  const count = run.failures_in_a_row;
  return {
    object,
    message: `Job ${object.identity} has failed ${count === 1 ? "in its last run" : `${count} times in a row`}${
      run.since_success === null ? ", and no success is on record" : ""
    }.`,
    evidence: {
      schedule: job.schedule,
      database: job.database,
      username: job.username,
      failures_in_a_row: count,
      runs_looked_at: run.runs,
      last_run_at: run.last_start,
      hours_since_success: run.since_success === null ? null : Math.round(run.since_success),
      last_error: lastError(run.last_message),
    },
    remediation: {
      safety: "review",
      note: "Read the error in cron.job_run_details (return_message) and repair what the command needs. A job that is not needed any more is removed with select cron.unschedule(…).",
    },
  };
}

/** The first line of the error; the next ones quote the command, which may hold a secret. */
function lastError(message: string | null): string | null {
  const [first = ""] = (message ?? "").trim().split("\n");
  if (first === "" || findSecrets(first).length > 0) return null;
  return first.slice(0, LONGEST_MESSAGE);
}
