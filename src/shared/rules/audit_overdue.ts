import type { AuditRuns } from "../catalog/audit_runs.ts";
import { globalRef, recordRef } from "../catalog/identity.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Verdict } from "../findings/verdict.ts";
import type { Rule } from "./rule.ts";

/** The nightly audit, with two hours for a late one: what the watchdog in the database allows as well. */
const MOST_HOURS = 26;
const NIGHTLY = "supawarden-nightly";
/** All that `supawarden.install_schedule()` schedules. */
const JOBS: readonly string[] = [NIGHTLY, "supawarden-watchdog", "supawarden-prune"];

/** An installation of this tool whose audits do not run. */
export const auditOverdue: Rule = {
  id: "audit_overdue",
  title: "Nightly audit does not run",
  summary:
    "Where schema `supawarden` is installed: no audit of the database has succeeded in 26 hours, or the nightly job is missing or paused though pg_cron is there.",
  severity: "warn",
  category: "operation",
  rationale:
    "An audit that has stopped looks like an audit that finds nothing: the list of findings stays as it was, and no alert comes.",
  sources: ["https://supabase.com/docs/guides/cron"],
  requires: [{ family: "audit_runs" }, { family: "cron_jobs", optional: true }],
  live: true,
  limits:
    "Silent without schema `supawarden`: nothing was meant to run. Silent in the first 26 hours after the installation, which the last change of the recorded schedule tells, and while the very first audit runs. The audit that reports it does not count itself: after a pause its own report still says how long nothing succeeded, and the next one resolves it. Audits of migrations and of saved snapshots do not count. Where something else than pg_cron starts the audits (`supawarden serve` does) only their success is judged.",
  check: function* (input: RuleInput): Iterable<Verdict> {
    const { snapshot } = input;
    const [runs] = snapshot.audit_runs;
    // Of runs or jobs that policies may hide, none can be called missing; that they are hidden is reported by itself.
    const unread = new Set(snapshot.unread.map(({ family }) => family));
    if (runs === undefined || unread.has("audit_runs")) return;
    if (isOverdue(runs)) yield overdue(snapshot, runs);
    if (!unread.has("cron_jobs")) yield* notScheduled(snapshot, runs);
  },
};

function isOverdue(runs: AuditRuns): boolean {
  if (runs.since_success !== null) return runs.since_success > MOST_HOURS;
  if (runs.since_first_try === null && runs.running) return false;
  return Math.max(runs.since_first_try ?? 0, runs.since_installed ?? 0) > MOST_HOURS;
}

function overdue(snapshot: CatalogSnapshot, runs: AuditRuns): Verdict {
  const { since_success, last_status } = runs;
  return {
    object: globalRef("database", snapshot.server.database),
    message:
      since_success === null
        ? "No audit of this database has ever succeeded."
        : `The last audit of this database before this one succeeded ${Math.floor(since_success)} hours ago.`,
    evidence: {
      hours_since_success: since_success === null ? null : Math.floor(since_success),
      hours_since_first_try: runs.since_first_try === null ? null : Math.floor(runs.since_first_try),
      last_run: last_status,
      schedule: runs.schedule_status,
      schedule_reason: runs.schedule_reason,
    },
    remediation: {
      safety: "review",
      note: `See how the last runs ended (select * from supawarden.latest_run) and whether job ${NIGHTLY} ran (cron.job_run_details, net._http_response). Vault must hold the secrets supawarden_url and supawarden_token, and the function the same token as SUPAWARDEN_TRIGGER_TOKEN.`,
    },
  };
}

function* notScheduled(snapshot: CatalogSnapshot, runs: AuditRuns): Iterable<Verdict> {
  // Without the migration that schedules, as `supawarden serve` installs the schema, something else starts the audits.
  if (runs.schedule_status === null) return;
  const jobs = snapshot.cron_jobs.filter((job) => job.name === NIGHTLY);
  if (jobs.some((job) => job.active)) return;
  const known = new Set(snapshot.cron_jobs.map((job) => job.name));
  const [paused] = jobs;
  yield {
    object: recordRef("cron_job", NIGHTLY),
    message:
      paused === undefined
        ? `pg_cron is installed, but job ${NIGHTLY}, which starts the audit, is not scheduled.`
        : `Job ${NIGHTLY}, which starts the audit, is paused.`,
    evidence: {
      scheduled: paused !== undefined,
      recorded: runs.schedule_status,
      recorded_reason: runs.schedule_reason,
    },
    remediation:
      paused === undefined
        ? {
            sql: "select supawarden.install_schedule();",
            undo_sql: JOBS.filter((job) => !known.has(job))
              .map((job) => `select cron.unschedule('${job}');`)
              .join("\n"),
            safety: "review",
            note: "It schedules the nightly audit, the watchdog and the pruning. It needs pg_net and Vault as well, and says so where they are missing.",
          }
        : {
            sql: `select cron.alter_job(${paused.id}, active := true);`,
            undo_sql: `select cron.alter_job(${paused.id}, active := false);`,
            safety: "review",
            note: "Somebody has paused it: ask why first.",
          },
  };
}
