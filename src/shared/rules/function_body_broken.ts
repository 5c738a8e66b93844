import { routineRef } from "../catalog/identity.ts";
import { isUserObject } from "../catalog/scope.ts";
import { BodyUnparsable } from "../sql/plpgsql.ts";
import { brokenReferences } from "./body_references.ts";
import { bodyOf, isReadable } from "./routine_bodies.ts";
import { someOf } from "./routine_sql.ts";
import type { NotEvaluated, Rule, RuleInput, Verdict } from "./rule.ts";

/** Routines whose body names what does not exist. */
export const functionBodyBroken: Rule = {
  id: "function_body_broken",
  title: "Routine names an object that does not exist",
  summary:
    "PL/pgSQL and SQL bodies that read or write a relation, call a function, or set a column that does not exist under the routine's search_path.",
  severity: "warn",
  category: "routine",
  rationale:
    "Postgres does not look at a PL/pgSQL body until it runs, and forgets an SQL body's names once it is made: a table renamed, a column dropped, or a path pinned to '' with unqualified names in the body shows when somebody calls the routine, and as a trigger it then stops every write to its table.",
  sources: [
    "https://www.postgresql.org/docs/current/plpgsql-implementation.html#PLPGSQL-PLAN-CACHING",
    "https://supabase.com/docs/reference/cli/supabase-db-lint",
  ],
  requires: [
    { parser: true },
    { family: "routines" },
    { family: "relations" },
    { family: "columns" },
    { family: "schemas" },
    { family: "sequences" },
    { family: "types" },
    { family: "extensions" },
  ],
  limits:
    "Only names are resolved: of relations in select, insert, update, delete and merge, of functions written with their schema (or hidden by a pinned path), and of columns that insert and update set. Types, arguments and columns of expressions are not; dynamic SQL, bodies that create relations or test for them first, and what lies in the platform's own schemas are left out. `supabase db lint` (plpgsql_check) sees more on a running server.",
  check: findBroken,
};

function* findBroken(input: RuleInput): Iterable<Verdict | NotEvaluated> {
  for (const routine of input.snapshot.routines) {
    // Postgres keeps track of what an SQL-standard body refers to.
    if (!isUserObject(routine) || !isReadable(routine) || routine.standard_body) continue;
    const body = bodyOf(input, routine);
    if (body === undefined) continue;
    if (body instanceof BodyUnparsable) {
      yield { not_evaluated: `${routine.signature}: ${body.message}` };
      continue;
    }
    const broken = brokenReferences(input, routine, body);
    if (broken.length === 0) continue;
    yield {
      object: routineRef(routine),
      message: `${routine.signature} fails when it gets to ${someOf(
        broken.map(({ kind, name, line }) => `${kind} ${name} in line ${line} of its body`),
      )}: ${broken.length === 1 ? "it does" : "they do"} not exist${
        broken.some((reference) => reference.hidden_in !== undefined) ? " under its search_path" : ""
      }.`,
      evidence: {
        references: broken.map(({ kind, name, line, hidden_in }) => ({
          kind,
          name,
          line,
          ...(hidden_in === undefined ? {} : { found_in: [...hidden_in] }),
        })),
        settings: [...routine.config],
      },
      remediation: {
        safety: "review",
        note: broken.some((reference) => reference.hidden_in !== undefined)
          ? "Write the names with their schema (see evidence for where they are), and make the routine anew."
          : "Correct the body and make the routine anew, or drop the routine if nothing needs it.",
      },
    };
  }
}
