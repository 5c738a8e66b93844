import { routineRef } from "../catalog/identity.ts";
import { isUserObject } from "../catalog/scope.ts";
import { someOf } from "./routine_sql.ts";
import type { Rule, RuleInput, Verdict } from "./rule.ts";
import { findSecrets } from "./secret_formats.ts";

/** Keys and passwords in the source text and the settings of routines. */
export const hardcodedSecret: Rule = {
  id: "hardcoded_secret",
  title: "Secret in a routine's source",
  summary:
    "Source texts and SET clauses of routines that contain a key, token or password in a known format: Supabase, OpenAI, Anthropic, Stripe, AWS, GitHub, Slack, Google, private keys, URLs and connection strings with a password.",
  severity: "error",
  category: "routine",
  rationale:
    "`pg_proc` can be read by every role that can connect, whatever its privileges on the routine, and the text goes on into migrations, dumps and backups. A key that stands there is known to all who see any of them, and cannot be rotated without a migration.",
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
    if (!isUserObject(routine)) continue;
    const inBody = routine.body === null ? [] : findSecrets(routine.body);
    const inSettings = routine.config.flatMap(secretsOfSetting);
    if (inBody.length + inSettings.length === 0) continue;
    yield {
      object: routineRef(routine),
      message: `The source of ${routine.signature} contains ${someOf(
        [
          ...inBody.map(({ kind, line }) => `a ${kind} in line ${line} of its body`),
          ...inSettings.map(({ kind, setting }) => `a ${kind} in its setting ${setting}`),
        ].map((place) => place.replace(/^a (?=[AO])/, "an ")),
      )}.`,
      evidence: {
        secrets: [...inBody.map(({ kind, line, column }) => ({ kind, line, column })), ...inSettings],
      },
      remediation: {
        safety: "review",
        note: "Revoke the key where it was issued and issue another: this one is to be taken as known. Keep the new one in Vault (select vault.create_secret(…)) and read it in the body from vault.decrypted_secrets by name. The old text stays in migrations and backups.",
      },
    };
  }
}

/** Secrets in a SET clause, which is kept as `name=value`. */
function secretsOfSetting(entry: string): readonly { readonly kind: string; readonly setting: string }[] {
  const end = entry.indexOf("=");
  return findSecrets(entry.slice(end + 1)).map(({ kind }) => ({ kind, setting: entry.slice(0, end) }));
}
