import { cronJobNames } from "./cron_job_ref.ts";
import type { Rule, Verdict } from "./rule.ts";
import { findSecrets } from "./secret_formats.ts";
import { listSecrets, secretEvidence } from "./secret_words.ts";

/** Scheduled jobs whose command holds a key. */
export const secretInCronCommand: Rule = {
  id: "secret_in_cron_command",
  title: "Secret in the command of a scheduled job",
  summary:
    "Commands of pg_cron, of active and paused jobs, that contain a key, token or password: a literal in an Authorization header, a service key or JWT, a connection string or URL with a password. Reading vault.decrypted_secrets at run time is the right way.",
  severity: "error",
  category: "operation",
  rationale:
    "pg_cron keeps the command twice: in cron.job, and with every run in cron.job_run_details, which nobody prunes. It is in backups and dumps, in the dashboard for every member of the project, and in the migration that scheduled the job; and the key in it is mostly the one that passes row level security.",
  sources: [
    "https://supabase.com/docs/guides/functions/schedule-functions",
    "https://supabase.com/docs/guides/database/vault",
    "https://cwe.mitre.org/data/definitions/798.html",
  ],
  requires: [{ family: "cron_jobs", optional: true }],
  limits:
    "Known formats and places, as in hardcoded_secret. Public keys (role anon, publishable keys) and placeholders are left out. A command that calls a function is not followed: the function's body is read by hardcoded_secret. The finding names kind and place, never the command.",
  *check({ snapshot }) {
    const refOf = cronJobNames(snapshot.cron_jobs);
    for (const job of snapshot.cron_jobs) {
      const secrets = findSecrets(job.command);
      if (secrets.length > 0) yield verdict(refOf(job), { job, secrets });
    }
  },
};

function verdict(
  object: Verdict["object"],
  {
    job,
    secrets,
  }: {
    readonly job: { readonly schedule: string; readonly username: string; readonly active: boolean };
    readonly secrets: ReturnType<typeof findSecrets>;
  },
): Verdict {
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
      note: "Revoke the key where it was issued and issue another: this one is to be taken as known. Put the new one into Vault (select vault.create_secret(…)), schedule the job again under its name with `(select decrypted_secret from vault.decrypted_secrets where name = …)` in place of the key, and delete the rows of cron.job_run_details that hold the old command.",
    },
  };
}
