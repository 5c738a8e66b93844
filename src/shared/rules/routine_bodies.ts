import type { Routine } from "../catalog/routines.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { analyseBody, BodyUnparsable, type RoutineBody } from "../sql/plpgsql.ts";
import type { RuleInput } from "./rule.ts";

const analysed = new WeakMap<CatalogSnapshot, Map<string, RoutineBody | BodyUnparsable>>();

/**
 * The routine's body, parsed once a snapshot for all rules; `undefined` where there is none to read: no parser, no text,
 * or a language other than SQL and PL/pgSQL.
 */
export function bodyOf(input: RuleInput, routine: Routine): RoutineBody | BodyUnparsable | undefined {
  if (input.parser === null || routine.body === null || !isReadable(routine)) return undefined;
  const bodies = analysed.get(input.snapshot) ?? new Map<string, RoutineBody | BodyUnparsable>();
  analysed.set(input.snapshot, bodies);
  const key = [
    routine.body_hash,
    routine.language,
    routine.kind,
    routine.return_type,
    ...routine.argument_names,
    ...routine.all_argument_types,
  ].join("\u0000");
  const known = bodies.get(key);
  if (known !== undefined) return known;
  const body = analyse(input.parser, routine);
  bodies.set(key, body);
  return body;
}

/** Whether the routine is written in a language that can be parsed. */
export function isReadable(routine: Routine): boolean {
  return routine.language === "plpgsql" || routine.language === "sql";
}

function analyse(parser: NonNullable<RuleInput["parser"]>, routine: Routine): RoutineBody | BodyUnparsable {
  const isTrigger = routine.return_type === "trigger" || routine.return_type === "event_trigger";
  try {
    return analyseBody(parser, {
      language: routine.language,
      body: routine.body ?? "",
      kind: isTrigger ? "trigger" : routine.kind === "procedure" ? "procedure" : "function",
      argumentNames: routine.argument_names,
      argumentTypes: routine.all_argument_types,
      returns: routine.return_type ?? undefined,
    });
  } catch (error) {
    if (error instanceof BodyUnparsable) return error;
    throw error;
  }
}
