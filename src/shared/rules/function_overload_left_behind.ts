import { routineRef } from "../catalog/identity.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Routine } from "../catalog/routines.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Verdict } from "../findings/verdict.ts";
import { isRewrite } from "./routine_rewrite.ts";
import { routineWord, someOf, usesOf } from "./routine_sql.ts";
import type { Rule } from "./rule.ts";

/** Older versions of a routine that `create or replace` left beside the new one. */
export const functionOverloadLeftBehind: Rule = {
  id: "function_overload_left_behind",
  title: "Older version of a routine still exists",
  summary:
    "Routines of one schema and name of which one has all arguments of the other, with the same types, and more; the additional ones have defaults, or one body is visibly a rewrite of the other.",
  severity: "warn",
  category: "routine",
  rationale:
    "`create or replace function` with another argument list makes a second function and leaves the first. Calls with the old arguments go on to the old body, with its old faults and its old grants; where the new arguments have defaults, Postgres and PostgREST refuse such calls as ambiguous (42725, PGRST203).",
  sources: [
    "https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-OVERLOADING",
    "https://docs.postgrest.org/en/stable/references/api/functions.html#overloaded-functions",
  ],
  scope: "shard",
  requires: [{ family: "routines" }, { family: "triggers" }, { family: "policies" }, { parser: "partly" }],
  reads: ["relations", "columns", "event_triggers", "triggers", "types", "sequences", "system_names"],
  limits:
    "Overloads that differ in the type of an argument are taken for intended. So is one with more arguments that have no default, unless the bodies are mostly the same, or read or call the same objects in routines declared differently (language, result, settings). Whether something still calls the older version is known for policies and triggers only.",
  check: findLeftBehind,
};

function* findLeftBehind(input: RuleInput): Iterable<Verdict> {
  const candidates = input.snapshot.routines.filter(
    (routine) => isUserObject(routine) && (routine.kind === "function" || routine.kind === "procedure"),
  );
  const groups = groupBy(
    candidates,
    (routine) => `${routine.schema}\u0000${routine.name}\u0000${routine.kind}`,
  );
  for (const routine of candidates) {
    const group = groups.get(`${routine.schema}\u0000${routine.name}\u0000${routine.kind}`) ?? [];
    if (group.length < 2) continue;
    const succession = group.flatMap((other) => successionOf(input, routine, other) ?? [])[0];
    if (succession === undefined) continue;
    const { newer, added, ambiguous } = succession;
    const uses = usesOf(input, routine);
    const callers = [...uses.policies, ...uses.triggers];
    yield {
      object: routineRef(routine),
      severity: ambiguous ? "warn" : "info",
      message: `${routine.signature} looks like an older version of ${newer.signature}, which adds ${someOf(added)}${
        ambiguous ? " with defaults: a call with the old arguments is ambiguous" : ""
      }.`,
      evidence: {
        newer: newer.signature,
        added: [...added],
        ambiguous,
        same_body: routine.body_hash === newer.body_hash,
        exposed: input.exposed.schemas.includes(routine.schema),
        called_by: callers,
      },
      remediation: {
        sql: `drop ${routineWord(routine)} ${routine.signature};`,
        safety: "review",
        note:
          callers.length === 0
            ? "Keep its source: the drop cannot be undone without it. Clients, cron jobs and other routines that call it get the newer one, if their arguments fit."
            : `Called by ${someOf(callers)}: change these to ${newer.signature} first, the drop fails until then.`,
      },
    };
  }
}

interface Succession {
  readonly newer: Routine;
  /** Arguments that only the newer one has. */
  readonly added: readonly string[];
  /** All of them have defaults, so that a call with the old arguments fits both. */
  readonly ambiguous: boolean;
}

interface Argument {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
}

function successionOf(input: RuleInput, older: Routine, newer: Routine): Succession | undefined {
  if (newer.argument_types.length <= older.argument_types.length) return undefined;
  if (older.argument_modes.includes("v") || newer.argument_modes.includes("v")) return undefined;
  const before = argumentsOf(older);
  const after = argumentsOf(newer);
  const rest = isBeginning(before, after) ? after.slice(before.length) : withoutNamed(before, after);
  if (rest === undefined) return undefined;
  const ambiguous = rest.every((argument) => argument.optional);
  // Of a routine without arguments only the calls can tell that another one has taken its place.
  if (!ambiguous && (before.length === 0 || !isRewrite(input, older, newer))) return undefined;
  return { newer, added: rest.map(({ name, type }) => (name === "" ? type : name)), ambiguous };
}

/** Input arguments; Postgres lets only the last ones have defaults. */
function argumentsOf(routine: Routine): readonly Argument[] {
  const required = routine.argument_types.length - routine.default_arguments;
  const names = routine.argument_names.filter((_name, index) => {
    const mode = routine.argument_modes[index] ?? "i";
    return mode === "i" || mode === "b" || mode === "v";
  });
  return routine.argument_types.map((type, index) => ({
    name: names[index] ?? "",
    type,
    optional: index >= required,
  }));
}

function isBeginning(before: readonly Argument[], after: readonly Argument[]): boolean {
  return before.every((argument, index) => {
    const other = after[index];
    return (
      other?.type === argument.type &&
      (other.name === argument.name || other.name === "" || argument.name === "")
    );
  });
}

/** What is left of the arguments without the older ones, when all are named and of the same types. */
function withoutNamed(
  before: readonly Argument[],
  after: readonly Argument[],
): readonly Argument[] | undefined {
  const older = new Map(before.map((argument) => [argument.name, argument]));
  if (older.has("") || older.size !== before.length) return undefined;
  const kept = after.filter((argument) => older.get(argument.name)?.type === argument.type);
  return kept.length === before.length ? after.filter((argument) => !older.has(argument.name)) : undefined;
}
