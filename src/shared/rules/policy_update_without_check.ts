import type { Verdict } from "../findings/verdict.ts";
import {
  activePolicies,
  alterPolicySql,
  openness,
  type PolicySubject,
  policyEvidence,
  readClauses,
  recreatePolicySql,
} from "./policy_expression.ts";
import type { Rule } from "./rule.ts";

/** Update policies that do not say what a row may become. */
export const policyUpdateWithoutCheck: Rule = {
  id: "policy_update_without_check",
  title: "Update policy does not say what a row may become",
  summary:
    "A permissive UPDATE policy has no WITH CHECK, or the WITH CHECK of an UPDATE or ALL policy is always true while its USING is not.",
  severity: "info",
  category: "rls",
  rationale:
    "USING picks the rows that may be updated, WITH CHECK what they may turn into. With `with check (true)` a user hands their row to somebody else, or moves it into another tenant. Where WITH CHECK is missing Postgres applies USING to the new row as well: safe today, but silent, and lost when the policy is written anew with another clause.",
  sources: [
    "https://www.postgresql.org/docs/current/sql-createpolicy.html",
    "https://supabase.com/docs/guides/database/postgres/row-level-security#update-policies",
  ],
  scope: "shard",
  requires: [{ family: "policies" }, { family: "relations" }, { family: "columns" }, { parser: true }],
  limits:
    "`warn` for a WITH CHECK that is always true, `info` for a missing one. A policy for ALL without WITH CHECK is common and means the same, so it is not reported. A WITH CHECK that is weaker than USING without being always true is not recognised.",
  *check(input) {
    for (const subject of activePolicies(input)) {
      const { policy, relation } = subject;
      if (!policy.permissive || policy.using === null) continue;
      if (policy.command !== "update" && policy.command !== "all") continue;
      if (policy.command === "all" && policy.with_check === null) continue;
      const clauses = readClauses(input, subject);
      if ("not_evaluated" in clauses) {
        yield clauses;
        continue;
      }
      if (openness(input, relation, clauses.using) === "everyone") continue;
      if (policy.with_check === null) yield missing(subject);
      else if (openness(input, relation, clauses.check) === "everyone") yield tooWide(subject);
    }
  },
};

function missing(subject: PolicySubject): Verdict {
  const { policy, object } = subject;
  return {
    object,
    severity: "info",
    message: `Update policy ${object.identity} has no WITH CHECK; Postgres applies its USING expression to the new row.`,
    evidence: policyEvidence(subject),
    remediation: {
      sql: alterPolicySql(subject, { check: policy.using }),
      undo_sql: recreatePolicySql(subject),
      safety: "safe",
    },
  };
}

function tooWide(subject: PolicySubject): Verdict {
  const { policy, object } = subject;
  return {
    object,
    severity: "warn",
    message: `Policy ${object.identity} limits which rows may be updated, but its WITH CHECK is always true: the new row may hold anything.`,
    evidence: policyEvidence(subject),
    remediation: {
      sql: alterPolicySql(subject, { check: policy.using }),
      undo_sql: alterPolicySql(subject, { check: policy.with_check }),
      safety: "review",
      note: "The new row must then satisfy USING too; an application that hands rows over to other users on purpose will be refused.",
    },
  };
}
