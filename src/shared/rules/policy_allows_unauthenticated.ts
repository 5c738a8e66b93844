import { openCommands } from "./policy_commands.ts";
import {
  activePolicies,
  appliesTo,
  mayBeRestricted,
  policyEvidence,
  readClauses,
} from "./policy_expression.ts";
import type { Rule } from "./rule.ts";

/** Policies that a visitor without a session satisfies. */
export const policyAllowsUnauthenticated: Rule = {
  id: "policy_allows_unauthenticated",
  title: "Policy lets visitors without a session through",
  summary:
    "A permissive policy applies to anon, and its expression is true of every row for a caller who is not signed in.",
  severity: "error",
  category: "rls",
  rationale:
    "The condition looks like a test of the caller, yet whoever has the public key passes it: `auth.uid() is null or …`, `auth.role() = 'anon'`, a coalesce that falls back to a match. For reading, a table open to the world is often wanted, so that is only information.",
  sources: [
    "https://supabase.com/docs/guides/database/postgres/row-level-security#authenticated-and-unauthenticated-roles",
  ],
  scope: "shard",
  requires: [
    { family: "policies" },
    { family: "relations" },
    { family: "columns" },
    { family: "schemas" },
    { family: "roles" },
    { family: "memberships" },
    { role: "anon" },
    { parser: true },
  ],
  limits:
    "`error` for a write, `info` for reading and where anon lacks the privilege, so that the policy is not in use yet. A write that is open to everybody whoever they are is rls_policy_always_true's, and not said twice. Expressions that cannot be decided, and tables where a restrictive policy may still refuse, are not reported.",
  *check(input) {
    for (const subject of activePolicies(input)) {
      const { policy, relation, object } = subject;
      if (!policy.permissive || !appliesTo(input, policy, "anon")) continue;
      const clauses = readClauses(input, subject);
      if ("not_evaluated" in clauses) {
        yield clauses;
        continue;
      }
      const commands = openCommands(input, { subject, clauses, caller: "anon" });
      if (commands.length === 0 || mayBeRestricted(input, subject, "anon")) continue;
      const held = input.access.schemaUsage("anon", relation.schema)
        ? input.access.rowPrivileges("anon", relation).filter((privilege) => commands.includes(privilege))
        : [];
      const writes = held.some((privilege) => privilege !== "select");
      yield {
        object,
        severity: writes ? "error" : "info",
        message: `Policy ${object.identity} lets a caller without a session ${commands.join(", ")} every row${
          held.length === 0 ? ", though anon holds no privilege for it now" : ""
        }.`,
        evidence: { ...policyEvidence(subject), commands, anon_privileges: held },
        remediation: {
          safety: "review",
          note: "Where the rows are for signed-in users, limit the policy with `to authenticated` and compare the row with `(select auth.uid())`. Where they are public on purpose, accept the finding.",
        },
      };
    }
  },
};
