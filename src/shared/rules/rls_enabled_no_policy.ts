import { apiReach } from "../catalog/exposure.ts";
import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { Rule } from "./rule.ts";

/** Tables that row level security closes to everybody. */
export const rlsEnabledNoPolicy: Rule = {
  id: "rls_enabled_no_policy",
  title: "Row level security is on without a policy",
  summary:
    "A table has row level security on and no policy, so roles that it applies to see and change no row.",
  severity: "info",
  category: "rls",
  rationale:
    "Right for a table that only the server reads. Otherwise queries come back empty without an error, and the hasty cure is a policy that allows everything.",
  sources: [
    "splinter 0008_rls_enabled_no_policy",
    "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
  ],
  scope: "shard",
  requires: [{ family: "relations" }, { family: "policies" }],
  limits:
    "The rule cannot know whether the table is meant for the server alone. A partition is reported too: the policies of its partitioned table do not apply to requests that name it.",
  *check(input) {
    for (const relation of input.snapshot.relations) {
      if (!relation.rls_enabled || !isUserObject(relation)) continue;
      if ((input.lookup.policies.get(relation.oid) ?? []).length > 0) continue;
      const reach = apiReach(input.snapshot, relation, input.exposed);
      const parent =
        relation.partition_of === null ? undefined : input.lookup.relations.get(relation.partition_of);
      yield {
        object: schemaObjectRef("relation", relation),
        message: `${qualified(relation)} has row level security on and no policy: only its owner and roles that bypass row level security see its rows.`,
        evidence: {
          relation_kind: relation.kind,
          privileges: Object.fromEntries(reach),
          ...(parent === undefined ? {} : { partition_of: qualified(parent) }),
        },
        remediation: {
          safety: "review",
          note:
            reach.size === 0
              ? "No role of the Data API holds a grant on it, so the table looks meant for the server alone: accept the finding, or write the policy that is missing."
              : `Write the policies that ${[...reach.keys()].join(" and ")} should have; where the table is for the server alone, revoke their grants and accept the finding.`,
        },
      };
    }
  },
};
