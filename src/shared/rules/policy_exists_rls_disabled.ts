import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { Rule } from "./rule.ts";

/** Tables with policies that do nothing. */
export const policyExistsRlsDisabled: Rule = {
  id: "policy_exists_rls_disabled",
  title: "Policies exist but row level security is off",
  summary:
    "A table carries row security policies while row level security is off, so none of them is applied.",
  severity: "error",
  category: "rls",
  rationale:
    "Who wrote the policies believes that the table is protected. Postgres ignores them until row level security is enabled, and every role that holds a grant has all rows.",
  sources: [
    "splinter 0007_policy_exists_rls_disabled",
    "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
  ],
  scope: "shard",
  requires: [{ family: "relations" }, { family: "policies" }],
  limits:
    "The switch of a table in a platform schema is the platform's affair and is not reported; neither is a table that an extension owns.",
  *check(input) {
    for (const relation of input.snapshot.relations) {
      if (relation.rls_enabled || !isUserObject(relation)) continue;
      const policies = input.lookup.policies.get(relation.oid) ?? [];
      if (policies.length === 0) continue;
      const name = qualified(relation);
      const count = policies.length === 1 ? "a policy that is" : `${policies.length} policies that are`;
      yield {
        object: schemaObjectRef("relation", relation),
        message: `${name} has ${count} not applied, because its row level security is off.`,
        evidence: {
          relation_kind: relation.kind,
          policies: policies.map((policy) => ({
            name: policy.name,
            command: policy.command,
            roles: policy.roles,
            using: policy.using,
            with_check: policy.with_check,
          })),
        },
        remediation: {
          sql: `alter table ${name}\n  enable row level security;`,
          undo_sql: `alter table ${name}\n  disable row level security;`,
          safety: "review",
          note: "From then on roles other than the owner see and change only what the policies allow: read each of them first.",
        },
      };
    }
  },
};
