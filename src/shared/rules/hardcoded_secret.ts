import { columnRef, qualified, routineRef, tableObjectRef } from "../catalog/identity.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import { hardcodedSettings, ROTATE } from "./hardcoded_settings.ts";
import { userPolicies } from "./policy_expression.ts";
import type { Rule } from "./rule.ts";
import { findSecrets } from "./secret_formats.ts";
import { listSecrets, secretEvidence, secretsOfSetting } from "./secret_words.ts";

/** Keys and passwords that are written into the schema. */
export const hardcodedSecret: Rule = {
  id: "hardcoded_secret",
  title: "Secret in the schema",
  summary:
    "A key, token or password in a known format (Supabase, JWT, OpenAI, Anthropic, AWS, Google, Azure, GitHub, GitLab, Slack, Stripe, Twilio, SendGrid, npm and others, private keys, Authorization headers, URLs and connection strings with a password) in the source or a SET clause of a routine, a column's default, a policy, a trigger's arguments, or a setting of a role, the database or a foreign server.",
  severity: "error",
  category: "routine",
  rationale:
    "Every role that can connect can read the catalogs that hold these texts, whatever its privileges on the object, and they go on into migrations, dumps and backups. A key that stands there is known to all who see any of them, and cannot be rotated without a migration.",
  sources: [
    "https://supabase.com/docs/guides/database/vault",
    "https://cwe.mitre.org/data/definitions/798.html",
  ],
  scope: "shard",
  requires: [
    { family: "routines" },
    { family: "relations" },
    { family: "columns" },
    { family: "policies" },
    { family: "triggers" },
    { family: "stored_settings" },
    { family: "foreign_servers" },
  ],
  limits:
    "Known formats, and settings and server options whose name says secret, password, key or token: a password without a telling form or place is not found. Placeholders and public keys (role anon, publishable keys) are left out, and so are Stripe's keys for testing. Not read: view definitions, check constraints, defaults of arguments, conditions of triggers, comments, rows of tables, the statements that the ledger keeps, routines of extensions and those in C. Cron commands have a rule of their own.",
  *check(input) {
    yield* inRoutines(input);
    yield* inDefaults(input);
    yield* inPolicies(input);
    yield* inTriggers(input);
    yield* hardcodedSettings(input);
  },
};

function* inRoutines({ snapshot }: RuleInput): Iterable<Verdict> {
  for (const routine of snapshot.routines) {
    if (!isUserObject(routine)) continue;
    const secrets = routine.body === null ? [] : findSecrets(routine.body);
    if (secrets.length > 0) {
      yield {
        object: routineRef(routine),
        message: `The source of ${routine.signature} contains ${listSecrets(secrets)} of its body.`,
        evidence: { place: "body", secrets: secretEvidence(secrets) },
        remediation: {
          safety: "review",
          note: `${ROTATE} and read it in the body from vault.decrypted_secrets by name. The old text stays in migrations and backups.`,
        },
      };
    }
    for (const setting of routine.config) {
      const name = setting.slice(0, setting.indexOf("="));
      const found = secretsOfSetting(name, setting.slice(name.length + 1));
      if (found.length === 0) continue;
      yield {
        object: routineRef(routine),
        discriminator: `set ${name}`,
        message: `Routine ${routine.signature} sets ${name} to ${listSecrets(found, { lines: false })}.`,
        evidence: { place: "set clause", setting: name, secrets: secretEvidence(found) },
        remediation: {
          safety: "review",
          note: `${ROTATE}, take the setting off the routine (alter … reset ${name}) and read the value from vault.decrypted_secrets.`,
        },
      };
    }
  }
}

function* inDefaults({ snapshot, lookup }: RuleInput): Iterable<Verdict> {
  for (const column of snapshot.columns) {
    if (column.default === null) continue;
    const secrets = findSecrets(column.default);
    const relation = secrets.length === 0 ? undefined : lookup.relations.get(column.relation);
    if (relation === undefined || !isUserObject(relation)) continue;
    const parent = lookup.columns.get(relation.partition_of ?? 0) ?? [];
    // The default of a partition is a copy and goes with that of its root.
    if (parent.some(({ name, default: text }) => name === column.name && text === column.default)) continue;
    const object = columnRef(relation, column.name);
    yield {
      object,
      message: `The ${column.generated === "" ? "default" : "expression"} of column ${object.identity} contains ${listSecrets(secrets, { lines: false })}.`,
      evidence: { place: "default", relation_kind: relation.kind, secrets: secretEvidence(secrets) },
      remediation: {
        ...(column.generated === ""
          ? {
              sql: `alter table ${qualified(relation)} alter column ${quoteIdent(column.name)} drop default;`,
            }
          : {}),
        safety: "review",
        note: `${ROTATE}. Rows that were made with the default hold it too; what inserts rows must name the value from now on.`,
      },
    };
  }
}

function* inPolicies(input: RuleInput): Iterable<Verdict> {
  for (const { policy, relation, object } of userPolicies(input)) {
    const secrets = [policy.using, policy.with_check].flatMap((text) =>
      text === null ? [] : findSecrets(text),
    );
    if (secrets.length === 0) continue;
    yield {
      object,
      message: `The expressions of policy ${object.identity} contain ${listSecrets(secrets, { lines: false })}.`,
      evidence: { place: "policy", relation_kind: relation.kind, secrets: secretEvidence(secrets) },
      remediation: {
        safety: "review",
        note: `${ROTATE}. A policy that compares what a request brings with a key decides nothing that a role could not decide better; where it must, let it call a function that reads vault.decrypted_secrets.`,
      },
    };
  }
}

function* inTriggers({ snapshot, lookup }: RuleInput): Iterable<Verdict> {
  for (const trigger of snapshot.triggers) {
    if (trigger.arguments === null || trigger.inherited || trigger.extension !== null) continue;
    const secrets = findSecrets(trigger.arguments);
    const relation = secrets.length === 0 ? undefined : lookup.relations.get(trigger.relation);
    if (relation === undefined) continue;
    const object = tableObjectRef("trigger", trigger.name, relation);
    const routine = lookup.routines.get(trigger.routine)?.signature ?? "its routine";
    yield {
      object,
      message: `Trigger ${object.identity} passes ${listSecrets(secrets, { lines: false })} to ${routine}.`,
      evidence: {
        place: "trigger arguments",
        relation_kind: relation.kind,
        secrets: secrets.map(({ kind, line }) => ({ kind, argument: line })),
      },
      remediation: {
        safety: "review",
        note: `${ROTATE}. A database webhook made in the dashboard keeps its headers here: replace it by a trigger function of your own that calls net.http_post with the key read from vault.decrypted_secrets.`,
      },
    };
  }
}
