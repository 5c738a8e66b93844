import { qualified } from "../catalog/identity.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { type CallLoop, findCallLoops, isForReading, type PolicyCalls } from "./policy_call_loops.ts";
import { createCallReader } from "./policy_calls.ts";
import { activePolicies, appliesTo, policyEvidence, readClauses } from "./policy_expression.ts";
import { createReader, type PolicyReads, readGraph, rolesOf, wayBack } from "./policy_reads.ts";
import type { Rule } from "./rule.ts";

/** Policies that Postgres refuses to apply. */
export const policySelfRecursive: Rule = {
  id: "policy_self_recursive",
  title: "Policy reads its own table",
  summary:
    "A policy's subquery reads the policy's own table, directly, through another table's policy, through a view with security_invoker or through a function that runs as its caller.",
  severity: "error",
  category: "rls",
  rationale:
    "To answer the subquery Postgres applies the table's policies again, and stops with `infinite recursion detected in policy for relation`. Behind a function it notices only when the stack is full: `stack depth limit exceeded`. Every request to the table fails, and the usual way out under pressure is to switch row level security off.",
  sources: [
    "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
    "https://supabase.com/docs/guides/database/postgres/row-level-security#use-security-definer-functions",
  ],
  scope: "policies on cycles",
  requires: [
    { family: "policies" },
    { family: "relations" },
    { family: "view_dependencies" },
    { family: "routines" },
    { family: "schemas" },
    { family: "roles" },
    { family: "memberships" },
    { parser: true },
  ],
  limits:
    "Followed are tables, views with security_invoker, and functions in SQL and PL/pgSQL that are not SECURITY DEFINER, with those that they call; a name without a schema in a function without a pinned path is taken for one of schema public. What lies behind a view with the rights of its owner, a SECURITY DEFINER function or dynamic SQL is not followed. A policy that recurses through a function fails only where it is evaluated: where another policy or the rest of the expression may let the row through first, the finding is a warning.",
  *check(input) {
    const policies: PolicyReads[] = [];
    const gaps: NotEvaluated[] = [];
    const calling: PolicyCalls[] = [];
    const read = createReader(input);
    const callReader = createCallReader(input);
    for (const subject of activePolicies(input)) {
      const { using, with_check, routines } = subject.policy;
      const hasSubquery = [using, with_check].some((text) => text?.includes("SELECT"));
      const reading = isForReading(subject) ? callReader.reading(routines) : [];
      if (!hasSubquery && reading.length === 0) continue;
      const clauses = readClauses(input, subject);
      if ("not_evaluated" in clauses) {
        gaps.push(clauses);
        continue;
      }
      if (hasSubquery) policies.push(read(subject, clauses));
      const calls = callReader.callsOf(clauses.using, reading);
      if (calls.length > 0) calling.push({ subject, calls });
    }
    yield* gaps;
    const loops = findLoops(input, policies);
    for (const { subject } of policies) {
      const way = loops.get(subject.policy.oid);
      if (way !== undefined) yield verdict(input, { subject, way });
    }
    for (const loop of findCallLoops(input, policies, calling)) {
      if (!loops.has(loop.subject.policy.oid)) yield callVerdict(input, loop);
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

function callVerdict(input: RuleInput, { subject, routine, way, certain }: CallLoop): Verdict {
  const { relation, object } = subject;
  const own = qualified(relation);
  const tables = way.flatMap((table) => {
    const found = input.lookup.relations.get(table);
    return found === undefined ? [] : [qualified(found)];
  });
  const over = tables.slice(0, -1);
  const detour = over.length === 0 ? "" : ` by way of ${over.join(", ")}`;
  const unless = certain ? "" : ", unless another condition lets the row through first";
  return {
    object,
    ...(certain ? {} : { severity: "warn" as const }),
    message: `Policy ${object.identity} calls ${routine.signature}, which reads ${own} as the caller${detour} and applies the policy again: the query ends with "stack depth limit exceeded"${unless}.`,
    evidence: { ...policyEvidence(subject), function: routine.signature, way: [own, ...tables] },
    remediation: {
      safety: "review",
      note: `Make ${routine.signature} SECURITY DEFINER with \`set search_path = ''\`, owned by a role that bypasses row level security and in a schema that is not exposed, and call it in the policy as \`(select ${qualified(routine)}(…))\`: it then reads ${tables[0] ?? own} without its policies. Or compare with a claim of app_metadata instead of a table.`,
    },
  };
}
