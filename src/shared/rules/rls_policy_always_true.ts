import type { RuleInput } from "../facts/rule_input.ts";
import { missingApiRoles } from "./missing_roles.ts";
import type { PolicyClauses, PolicySubject } from "./policy_expression.ts";
import { activePolicies, apiRolesOf, openness, policyEvidence, readClauses } from "./policy_expression.ts";
import type { Rule } from "./rule.ts";

/** Policies that let every caller write every row. */
export const rlsPolicyAlwaysTrue: Rule = {
  id: "rls_policy_always_true",
  title: "Policy lets every row be written",
  summary:
    "A permissive policy for INSERT, UPDATE, DELETE or ALL that applies to anon or authenticated has an expression that is true whoever asks and whatever the row holds.",
  severity: "warn",
  category: "rls",
  rationale:
    "Row level security is on, so the table looks protected, yet the policy allows every write: any caller it applies to may change or delete the rows of all others, or fill the table.",
  sources: [
    "splinter 0024_rls_policy_always_true",
    "https://supabase.com/docs/guides/database/postgres/row-level-security",
  ],
  scope: "shard",
  requires: [
    { family: "policies" },
    { family: "relations" },
    { family: "columns" },
    { family: "roles" },
    { family: "memberships" },
    { parser: true },
  ],
  limits:
    "Expressions are judged by meaning: constants, comparisons of a NOT NULL column with itself, the facts of the request and the logic between them; anything else is not reported. A permissive policy that lacks USING (or, for INSERT, WITH CHECK) lets nothing through in Postgres; splinter takes it for always true, this rule does not.",
  *check(input) {
    yield* missingApiRoles(input);
    for (const subject of activePolicies(input)) {
      const { policy, object } = subject;
      if (!policy.permissive || policy.command === "select") continue;
      const roles = apiRolesOf(input, policy);
      if (roles.length === 0) continue;
      const clauses = readClauses(input, subject);
      if ("not_evaluated" in clauses) {
        yield clauses;
        continue;
      }
      const open = alwaysTrueClauses(input, subject, clauses);
      if (open.length === 0) continue;
      yield {
        object,
        message: `Policy ${object.identity} for ${policy.command} is true for every row and every caller (${open.join(" and ")}), and applies to ${roles.join(" and ")}.`,
        evidence: { ...policyEvidence(subject), always_true: open, api_roles: roles },
        remediation: {
          safety: "review",
          note: "Say in the expression who may write which row, for example `(select auth.uid()) = user_id`, or revoke the privilege and drop the policy. Only the application's author knows which.",
        },
      };
    }
  },
};

/** Clauses of a write policy that are true of every row for everyone. A missing WITH CHECK is the USING expression. */
export function alwaysTrueClauses(
  input: RuleInput,
  { policy, relation }: PolicySubject,
  clauses: PolicyClauses,
): readonly ("using" | "with check")[] {
  if (policy.command === "select") return [];
  const open: ("using" | "with check")[] = [];
  const always = (clause: PolicyClauses["using"]): boolean =>
    openness(input, relation, clause) === "everyone";
  if (policy.command !== "insert" && always(clauses.using)) open.push("using");
  if (policy.command !== "delete" && always(clauses.check)) open.push("with check");
  return open;
}
