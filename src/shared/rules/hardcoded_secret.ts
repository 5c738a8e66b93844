import { routineRef } from "../catalog/identity.ts";
import { isUserObject } from "../catalog/scope.ts";
import { someOf } from "./routine_sql.ts";
import type { Rule, RuleInput, Verdict } from "./rule.ts";
import { findSecrets } from "./secret_formats.ts";

/** Keys and passwords in the source text of routines. */
export const hardcodedSecret: Rule = {
  id: "hardcoded_secret",
  title: "Secret in a routine's source",
  summary:
    "Source texts of routines that contain a key, token or password in a known format: Supabase, OpenAI, Anthropic, Stripe, AWS, GitHub, Slack, Google, private keys, URLs with a password.",
  severity: "error",
  category: "routine",
  rationale:
    "`pg_proc.prosrc` can be read by every role that can connect, whatever its privileges on the routine, and the text goes on into migrations, dumps and backups. A key that stands there is known to all who see any of them, and cannot be rotated without a migration.",
  sources: [
    "https://supabase.com/docs/guides/database/vault",
    "https://cwe.mitre.org/data/definitions/798.html",
  ],
  requires: [{ family: "routines" }],
  limits:
    "Known formats only: a password without a telling form is not found. Placeholders and public keys (role anon, publishable keys) are left out. Bodies of C routines and of extensions are not read. Cron commands have a rule of their own.",
  check: findInRoutines,
};

function* findInRoutines({ snapshot }: RuleInput): Iterable<Verdict> {
  for (const routine of snapshot.routines) {
    if (routine.body === null || !isUserObject(routine)) continue;
    const secrets = findSecrets(routine.body);
    if (secrets.length === 0) continue;
    yield {
      object: routineRef(routine),
      message: `The source of ${routine.signature} contains ${someOf(
        secrets.map(({ kind, line }) => `a ${kind} in line ${line}`.replace(/^a (?=[AO])/, "an ")),
      )} of its body.`,
      evidence: { secrets: secrets.map(({ kind, line, column }) => ({ kind, line, column })) },
      remediation: {
        safety: "review",
        note: "Revoke the key where it was issued and issue another: this one is to be taken as known. Keep the new one in Vault (select vault.create_secret(…)) and read it in the body from vault.decrypted_secrets by name. The old text stays in migrations and backups.",
      },
    };
  }
}
