import { openCommands } from "./policy_commands.ts";
import {
  activePolicies,
  appliesTo,
  mayBeRestricted,
  policyEvidence,
  readClauses,
} from "./policy_expression.ts";
import type { Rule } from "./rule.ts";

/** Policies for which being signed in is enough. */
export const policyAnyAuthenticated: Rule = {
  id: "policy_any_authenticated",
  title: "Policy lets every signed-in user through",
  summary:
    "A permissive policy is true of every row for any signed-in caller, whoever owns the row: `auth.uid() is not null`, `auth.role() = 'authenticated'`, or `using (true)` for role authenticated.",
  severity: "warn",
  category: "rls",
  rationale:
    "Signing up is open in most projects, and an anonymous sign-in is a session too. A policy that asks only for a session gives each stranger with an account the rows of all users.",
  sources: [
    "https://supabase.com/docs/guides/database/postgres/row-level-security#authenticated-and-unauthenticated-roles",
    "https://supabase.com/docs/guides/auth/auth-anonymous",
  ],
  scope: "shard",
  requires: [
    { family: "policies" },
    { family: "relations" },
    { family: "columns" },
    { family: "schemas" },
    { family: "roles" },
    { family: "memberships" },
    { role: "authenticated" },
    { parser: true },
  ],
  limits:
    "`warn` for a write, `info` for reading and where authenticated lacks the privilege. A write that is open whoever asks is rls_policy_always_true's; what visitors without a session may do as well is policy_allows_unauthenticated's. Expressions that cannot be decided, and tables where a restrictive policy may still refuse, are not reported.",
  *check(input) {
    for (const subject of activePolicies(input)) {
      const { policy, relation, object } = subject;
      if (!policy.permissive || !appliesTo(input, policy, "authenticated")) continue;
      const clauses = readClauses(input, subject);
      if ("not_evaluated" in clauses) {
        yield clauses;
        continue;
      }
      const unsigned = appliesTo(input, policy, "anon")
        ? openCommands(input, { subject, clauses, caller: "anon" })
        : [];
      const commands = openCommands(input, { subject, clauses, caller: "authenticated" }).filter(
        (command) => !unsigned.includes(command),
      );
      if (commands.length === 0 || mayBeRestricted(input, subject, "authenticated")) continue;
      const held = input.access.schemaUsage("authenticated", relation.schema)
        ? input.access
            .rowPrivileges("authenticated", relation)
            .filter((privilege) => commands.includes(privilege))
        : [];
      yield {
        object,
        severity: held.some((privilege) => privilege !== "select") ? "warn" : "info",
        message: `Policy ${object.identity} lets any signed-in user ${commands.join(", ")} every row${
          held.length === 0 ? ", though authenticated holds no privilege for it now" : ""
        }.`,
        evidence: { ...policyEvidence(subject), commands, authenticated_privileges: held },
        remediation: {
          safety: "review",
          note: "Compare the row with the caller, for example `(select auth.uid()) = user_id`, or ask for a claim that the user cannot set (`app_metadata`). Where every user may see all rows on purpose, accept the finding.",
        },
      };
    }
  },
};
