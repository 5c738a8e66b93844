import { routineRef } from "../catalog/identity.ts";
import { isUserObject } from "../catalog/scope.ts";
import { bodyFactsOf, isReadable } from "../facts/routine_bodies.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { BodyUnparsable } from "../sql/plpgsql.ts";
import { rpcCallers } from "./routine_reach.ts";
import { someOf } from "./routine_sql.ts";
import type { Rule } from "./rule.ts";

/** SECURITY DEFINER routines that run a text into which values go without quotes. */
export const securityDefinerDynamicSql: Rule = {
  id: "security_definer_dynamic_sql",
  title: "SECURITY DEFINER routine builds SQL from unquoted values",
  summary:
    "EXECUTE in the body of a SECURITY DEFINER routine whose text is put together from arguments, variables or columns that nothing quotes.",
  severity: "warn",
  category: "routine",
  rationale:
    "A value that reaches the text as it is can end the statement and begin another, which then runs with the owner's rights: the caller reads, changes or drops what the owner can. Where `anon` or `authenticated` can call the routine, that is everybody with the project's public key.",
  sources: [
    "https://www.postgresql.org/docs/current/plpgsql-statements.html#PLPGSQL-QUOTE-LITERAL-EXAMPLE",
    "https://cwe.mitre.org/data/definitions/89.html",
  ],
  scope: "shard",
  requires: [
    { parser: true },
    { family: "routines" },
    { family: "schemas" },
    { family: "roles" },
    { family: "memberships" },
  ],
  limits:
    "Bodies in other languages than PL/pgSQL and SQL are not read. A value that was compared with a list of allowed ones before is not recognised as safe: quote it nevertheless, or allow the routine.",
  check: findConcatenations,
};

function* findConcatenations(input: RuleInput): Iterable<Verdict | NotEvaluated> {
  for (const routine of input.snapshot.routines) {
    if (!routine.security_definer || !isUserObject(routine) || !isReadable(routine)) continue;
    const body = bodyFactsOf(input, routine);
    if (body instanceof BodyUnparsable) {
      yield { not_evaluated: `${routine.signature}: ${body.message}` };
      continue;
    }
    const executions = (body?.dynamic ?? []).filter(
      ({ classification }) => classification === "concatenated",
    );
    if (executions.length === 0) continue;
    const callers = rpcCallers(input, routine);
    const places = executions.map(
      ({ unquoted, line }) => `${unquoted.map(({ name }) => name).join(", ")} in line ${line}`,
    );
    yield {
      object: routineRef(routine),
      severity: callers.length > 0 ? "error" : "warn",
      message: `${routine.signature} runs SQL as ${routine.owner} that contains unquoted ${someOf(places)} of its body${
        callers.length > 0 ? `, and ${callers.join(" and ")} can call it` : ""
      }.`,
      evidence: {
        owner: routine.owner,
        api_callers: [...callers],
        executors: [...input.access.executeGrantees(routine)],
        executions: executions.map(({ unquoted, line }) => ({
          line,
          unquoted: unquoted.map(({ name, source }) => ({ name, source })),
        })),
      },
      remediation: {
        safety: "review",
        note: "Write names with format('%I', name) and values with format('%L', value), or better pass values by `execute … using`; look a name up in a list of allowed ones first. Until then revoke EXECUTE from public, anon and authenticated.",
      },
    };
  }
}
