import type { BodyError } from "../catalog/body_checks.ts";
import { qualified, routineRef } from "../catalog/identity.ts";
import type { Routine } from "../catalog/routines.ts";
import { isUserObject } from "../catalog/scope.ts";
import { bodyFactsOf, isReadable } from "../facts/routine_bodies.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { BodyUnparsable } from "../sql/plpgsql.ts";
import { type CheckedBody, checkedBody } from "./body_errors.ts";
import { resolveBody } from "./body_references.ts";
import { someOf } from "./routine_sql.ts";
import type { Rule } from "./rule.ts";

/** Routines whose body fails whatever it is called with: mostly since it names what does not exist. */
export const functionBodyBroken: Rule = {
  id: "function_body_broken",
  title: "Routine's body fails when it runs",
  summary:
    "PL/pgSQL and SQL bodies that name relations, columns, functions or types which do not exist under the routine's search_path; where the server has the extension plpgsql_check, all that it calls an error.",
  severity: "warn",
  category: "routine",
  rationale:
    "Postgres does not look at a PL/pgSQL body until it runs, and forgets an SQL body's names once it is made: a table renamed, a column dropped, or a path pinned to '' with unqualified names in the body shows when somebody calls the routine, and as a trigger it then stops every write to its table.",
  sources: [
    "https://www.postgresql.org/docs/current/plpgsql-implementation.html#PLPGSQL-PLAN-CACHING",
    "https://supabase.com/docs/reference/cli/supabase-db-lint",
    "https://github.com/okbob/plpgsql_check",
  ],
  scope: "shard",
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
  // What was not reached in the time given may be reached the next night.
  live: (snapshot) => snapshot.body_checks.gaps.some((gap) => gap.kind === "stopped"),
  limits:
    "On a server that offers plpgsql_check that extension judges the PL/pgSQL bodies: where it is not installed it is made in a transaction that is rolled back, and it gets 3 seconds and 2,000 routines a run, in the edge function for each part of a large database; what is left, trigger functions without a trigger, polymorphic routines and bodies in SQL are judged by their names. Evidence says who judged. Names are those of relations, of functions with the number and names of their arguments, of types in casts and declarations, of columns where the text tells whose they are, and of fields of NEW, OLD and of variables of a row type; types of values are not compared. Dynamic SQL is not looked at. A name that this or another body makes, that the body looks for before or whose absence it catches is no finding; one that it may have made otherwise, or that lies in a schema of the platform, is not evaluated.",
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
