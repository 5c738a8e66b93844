import type { BodyError } from "../catalog/body_checks.ts";
import { qualified, routineRef } from "../catalog/identity.ts";
import type { Routine } from "../catalog/routines.ts";
import { isUserObject } from "../catalog/scope.ts";
import { BodyUnparsable } from "../sql/plpgsql.ts";
import { type CheckedBody, checkedBody } from "./body_errors.ts";
import { resolveBody } from "./body_references.ts";
import { bodyFactsOf, isReadable } from "./routine_bodies.ts";
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
    { family: "triggers" },
    { family: "system_names" },
  ],
  reads: ["body_checks"],
  limits:
    "Only names are resolved: of relations in select, insert, update, delete and merge, of functions written with their schema (or hidden by a pinned path), and of columns that insert and update set. Types, arguments and columns of expressions are not; dynamic SQL, bodies that create relations or test for them first, and what lies in the platform's own schemas are left out. `supabase db lint` (plpgsql_check) sees more on a running server.",
  check: findBroken,
};

function* findBroken(input: RuleInput): Iterable<Verdict | NotEvaluated> {
  yield* gapsOfChecks(input);
  for (const routine of input.snapshot.routines) {
    // Postgres keeps track of what an SQL-standard body refers to.
    if (!isUserObject(routine) || !isReadable(routine) || routine.standard_body) continue;
    const checked = checkedBody(input, routine);
    if (checked === undefined) yield* judgeNames(input, routine);
    else yield* judgeErrors(input, routine, checked);
  }
}

/** What plpgsql_check should have judged, and did not in this run. */
function* gapsOfChecks(input: RuleInput): Iterable<NotEvaluated> {
  for (const { kind, reason } of input.snapshot.body_checks.gaps) {
    const left = input.snapshot.routines.filter(
      (routine) =>
        routine.language === "plpgsql" && isUserObject(routine) && checkedBody(input, routine) === undefined,
    );
    yield { not_evaluated: reason, about: kind === "barred" ? [] : left.map(routineRef) };
  }
}

/** The verdict of our own resolution. */
function* judgeNames(input: RuleInput, routine: Routine): Iterable<Verdict | NotEvaluated> {
  const facts = bodyFactsOf(input, routine);
  if (facts === undefined) return;
  if (facts instanceof BodyUnparsable) {
    yield { not_evaluated: `${routine.signature}: ${facts.message}`, about: [routineRef(routine)] };
    return;
  }
  const { broken, undecided } = resolveBody(input, routine, facts);
  for (const { kind, name, line, reason } of undecided) {
    yield {
      not_evaluated: `${routine.signature}: ${kind} ${name} in line ${line} is not there; ${reason}`,
      about: [routineRef(routine)],
    };
  }
  if (broken.length === 0) return;
  const isHidden = broken.some((reference) => reference.hidden_in !== undefined);
  yield {
    object: routineRef(routine),
    message: `${routine.signature} fails when it gets to ${someOf(
      broken.map(({ kind, name, line }) => `${kind} ${name} in line ${line} of its body`),
    )}: ${broken.length === 1 ? "it does" : "they do"} not exist${isHidden ? " under its search_path" : ""}.`,
    evidence: {
      judged_by: "names",
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
      note: isHidden
        ? "Write the names with their schema (see evidence for where they are), and make the routine anew."
        : CORRECT,
    },
  };
}

/** The verdict of plpgsql_check, which plans the statements with the routine's own path and types. */
function* judgeErrors(
  input: RuleInput,
  routine: Routine,
  { errors, undecided }: CheckedBody,
): Iterable<Verdict | NotEvaluated> {
  for (const { error, reason } of undecided) {
    yield {
      not_evaluated: `${routine.signature}: ${error.message} ${placeOf(error)}; ${reason}`,
      about: [routineRef(routine)],
    };
  }
  if (errors.length === 0) return;
  yield {
    object: routineRef(routine),
    message: `${routine.signature} fails ${someOf(
      errors.map((error) => `${placeOf(error)} (${error.message})`),
    )}.`,
    evidence: {
      judged_by: input.snapshot.body_checks.judge ?? "plpgsql_check",
      errors: errors.map(({ line, statement, sqlstate, message, relation }) => {
        const table = relation === null ? undefined : input.lookup.relations.get(relation);
        return {
          line,
          statement,
          sqlstate,
          message,
          ...(table === undefined ? {} : { as_trigger_of: qualified(table) }),
        };
      }),
      settings: [...routine.config],
    },
    remediation: { safety: "review", note: CORRECT },
  };
}

function placeOf({ line }: BodyError): string {
  return line === null ? "at the end of its body" : `in line ${line} of its body`;
}

const CORRECT = "Correct the body and make the routine anew, or drop the routine if nothing needs it.";
