import { cronJobNames } from "../catalog/cron_job_ref.ts";
import type { CronJob } from "../catalog/cron_jobs.ts";
import { recordRef } from "../catalog/identity.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import type { Rule } from "./rule.ts";
import { type ScheduledJob, scheduledInMigrations } from "./scheduled_in_migrations.ts";
import { type FoundSecret, findSecrets } from "./secret_formats.ts";
import { listSecrets, secretEvidence } from "./secret_words.ts";

/** Scheduled jobs whose command holds a key. */
export const secretInCronCommand: Rule = {
  id: "secret_in_cron_command",
  title: "Secret in the command of a scheduled job",
  summary:
    "Commands of pg_cron, of active and paused jobs and of jobs that a recorded migration schedules, that contain a key, token or password: a literal in an Authorization header, a service key or JWT, a connection string or URL with a password. Reading vault.decrypted_secrets at run time is the right way.",
  severity: "error",
  category: "operation",
  rationale:
    "pg_cron keeps the command twice: in cron.job, and with every run in cron.job_run_details, which nobody prunes. It is in backups and dumps, in the dashboard for every member of the project, and in the migration that scheduled the job; and the key in it is mostly the one that passes row level security.",
  sources: [
    "https://supabase.com/docs/guides/functions/schedule-functions",
    "https://supabase.com/docs/guides/database/vault",
    "https://cwe.mitre.org/data/definitions/798.html",
  ],
  requires: [{ family: "cron_jobs", optional: true }, { parser: "partly" }],
  reads: ["ledger"],
  limits:
    "Known formats and places, as in hardcoded_secret. Public keys (role anon, publishable keys) and placeholders are left out. A command that calls a function is not followed: the function's body is read by hardcoded_secret. A job that is not in cron.job is taken from the ledger's statements (its migration failed there, or the job was removed by hand; the key stands in the ledger all the same) unless a later migration unschedules it; jobs scheduled inside of blocks and functions are not seen there. The finding names kind and place, never the command.",
  *check(input) {
    const { cron_jobs: jobs } = input.snapshot;
    const refOf = cronJobNames(jobs);
    for (const job of jobs) {
      const secrets = findSecrets(job.command);
      if (secrets.length > 0) yield ofJob(refOf(job), job, secrets);
    }
    yield* inLedger(input);
  },
};

const ROTATE =
  "Revoke the key where it was issued and issue another: this one is to be taken as known. Put the new one into Vault (select vault.create_secret(…))";
const VAULT = "`(select decrypted_secret from vault.decrypted_secrets where name = …)` in place of the key";

function ofJob(object: Verdict["object"], job: CronJob, secrets: readonly FoundSecret[]): Verdict {
  return {
    object,
    message: `The command of job ${object.identity} contains ${listSecrets(secrets)}.`,
    evidence: {
      schedule: job.schedule,
      username: job.username,
      active: job.active,
      secrets: secretEvidence(secrets),
    },
    remediation: {
      safety: "review",
      note: `${ROTATE}, schedule the job again under its name with ${VAULT}, and delete the rows of cron.job_run_details that hold the old command.`,
    },
  };
}

/** Jobs of migrations that are not there to be judged by what pg_cron holds. */
function* inLedger({ snapshot, parser }: RuleInput): Iterable<Verdict | NotEvaluated> {
  const unread = snapshot.unread.find(({ family, kind }) => family === "ledger" && kind !== "absent");
  if (unread !== undefined) yield { not_evaluated: `ledger not read: ${unread.reason}` };
  const isHidden = snapshot.unread.some(({ family, kind }) => family === "cron_jobs" && kind !== "absent");
  if (parser === null || isHidden) return;
  const names = new Set(snapshot.cron_jobs.map((job) => job.name));
  const commands = new Set(snapshot.cron_jobs.map((job) => job.command));
  for (const job of scheduledInMigrations(snapshot.ledger, parser)) {
    if (job.name === null ? commands.has(job.command) : names.has(job.name)) continue;
    const secrets = findSecrets(job.command);
    if (secrets.length > 0) yield ofMigration(job, secrets);
  }
}

function ofMigration(job: ScheduledJob, secrets: readonly FoundSecret[]): Verdict {
  const object = recordRef("cron_job", job.name ?? `job of migration ${job.version}`);
  return {
    object,
    message: `Migration ${job.version} schedules ${
      job.name === null ? "a job" : `job ${object.identity}`
    } with a command that contains ${listSecrets(secrets)}; pg_cron does not have the job now.`,
    evidence: { migration: job.version, scheduled: false, secrets: secretEvidence(secrets) },
    remediation: {
      safety: "review",
      note: `${ROTATE} and write the migration with ${VAULT}. The ledger keeps the old text.`,
    },
  };
}
