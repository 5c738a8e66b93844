import { qualified } from "../catalog/identity.ts";
import { API_ROLES } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { activePolicies, appliesTo, policyEvidence, readClauses } from "./policy_expression.ts";
import { createReader, type PolicyReads, readGraph, wayBack } from "./policy_reads.ts";
import type { Rule } from "./rule.ts";

/** Policies that Postgres refuses to apply. */
export const policySelfRecursive: Rule = {
  id: "policy_self_recursive",
  title: "Policy reads its own table",
  summary:
    "A policy's subquery reads the policy's own table, directly, through another table's policy or through a view with security_invoker.",
  severity: "error",
  category: "rls",
  rationale:
    "To answer the subquery Postgres applies the table's policies again, and stops with `infinite recursion detected in policy for relation`. Every request to the table fails, and the usual way out under pressure is to switch row level security off.",
  sources: [
    "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
    "https://supabase.com/docs/guides/database/postgres/row-level-security#use-security-definer-functions",
  ],
  scope: "policies on cycles",
  requires: [
    { family: "policies" },
    { family: "relations" },
    { family: "view_dependencies" },
    { family: "roles" },
    { family: "memberships" },
    { parser: true },
  ],
  limits:
    "Followed are tables and views with security_invoker; what lies behind a view with the rights of its owner, or behind a function, is not. A function that is not SECURITY DEFINER and reads the table recurses too, until the stack is full, and is not recognised.",
  *check(input) {
    const policies: PolicyReads[] = [];
    const gaps: NotEvaluated[] = [];
    const read = createReader(input);
    for (const subject of activePolicies(input)) {
      const { using, with_check } = subject.policy;
      if (![using, with_check].some((text) => text?.includes("SELECT"))) continue;
      const clauses = readClauses(input, subject);
      if ("not_evaluated" in clauses) gaps.push(clauses);
      else policies.push(read(subject, clauses));
    }
    yield* gaps;
    const loops = findLoops(input, policies);
    for (const { subject } of policies) {
      const way = loops.get(subject.policy.oid);
      if (way !== undefined) yield verdict(input, { subject, way });
    }
  },
};

/** The way from each recursive policy's table back to it, by the policy's OID. */
function findLoops(
  input: RuleInput,
  policies: readonly PolicyReads[],
): ReadonlyMap<number, readonly number[]> {
  const loops = new Map<number, readonly number[]>();
  for (const role of rolesOf(input, policies)) {
    const graph = readGraph(input, role, policies);
    for (const { subject, using, check } of policies) {
      const { policy, relation } = subject;
      // Recursion is raised on the second visit of a table whose policies for reading contain a subquery.
      if (loops.has(policy.oid) || !graph.withSubquery.has(relation.oid)) continue;
      if (!appliesTo(input, policy, role)) continue;
      for (const table of [...using, ...check]) {
        const way = wayBack(graph, table, relation.oid);
        if (way === undefined) continue;
        loops.set(policy.oid, way);
        break;
      }
    }
  }
  return loops;
}

/** The roles whose policies may differ: the Data API's, and those that policies name. */
function rolesOf(input: RuleInput, policies: readonly PolicyReads[]): readonly string[] {
  const named = new Set<string>([...API_ROLES, ...policies.flatMap(({ subject }) => subject.policy.roles)]);
  return [...named].filter((role) => input.access.roleExists(role) && !input.access.bypassesRls(role)).sort();
}

function verdict(
  input: RuleInput,
  { subject, way }: { subject: PolicyReads["subject"]; way: readonly number[] },
): Verdict {
  const { policy, relation, object } = subject;
  const tables = way.flatMap((table) => {
    const found = input.lookup.relations.get(table);
    return found === undefined ? [] : [qualified(found)];
  });
  const own = qualified(relation);
  const over = tables.slice(0, -1);
  const detour = over.length === 0 ? "" : ` by way of ${over.join(", ")}`;
  return {
    object,
    message: `Policy ${object.identity} reads ${own} again${detour}: Postgres refuses the ${policy.command === "all" ? "query" : policy.command} with "infinite recursion detected in policy".`,
    evidence: { ...policyEvidence(subject), way: [own, ...tables] },
    remediation: {
      safety: "review",
      note: `Move the subquery into a SECURITY DEFINER function with \`set search_path = ''\` in a schema that is not exposed, owned by a role that bypasses row level security, and call it in the policy as \`(select private.is_member(…))\`; it reads ${tables[0] ?? own} without its policies. Or compare with a claim of app_metadata instead of a table.`,
    },
  };
}
