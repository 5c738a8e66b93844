import type { Routine } from "../catalog/routines.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { type BodyFacts, type BodyFactsCache, createBodyFactsCache } from "../sql/body_facts_cache.ts";
import type { SqlParser } from "../sql/parser.ts";
import { analyseBody, BodyUnparsable, type RoutineBody } from "../sql/plpgsql.ts";
import type { RuleInput } from "./rule_input.ts";

const caches = new WeakMap<CatalogSnapshot, BodyFactsCache>();

/**
 * What the routine's body refers to, read once for all rules and for all routines of the same text and signature;
 * `undefined` where there is none to read: no parser, no text, or a language other than SQL and PL/pgSQL.
 */
export function bodyFactsOf(input: RuleInput, routine: Routine): BodyFacts | BodyUnparsable | undefined {
  return input.parser === null ? undefined : readBody(input.parser, routine, cacheOf(input));
}

/** The same out of a cache, which takes up what it lacks. */
export function readBody(
  parser: SqlParser,
  routine: Routine,
  cache: BodyFactsCache,
): BodyFacts | BodyUnparsable | undefined {
  if (routine.body === null || !isReadable(routine)) return undefined;
  const key = keyOf(routine);
  const known = cache.get(key);
  if (known === undefined) return keep(cache, key, analyse(parser, routine));
  return "unparsable" in known ? new BodyUnparsable(known.unparsable, known.line) : known;
}

/** Whether the routine has a body that can be read and that the cache does not know. */
export function isNewBody(routine: Routine, cache: BodyFactsCache): boolean {
  return routine.body !== null && isReadable(routine) && !cache.has(keyOf(routine));
}

/** What the facts of the routines' bodies are kept by. */
export function bodyKeys(routines: readonly Routine[]): readonly string[] {
  return [
    ...new Set(
      routines.flatMap((routine) => (routine.body === null || !isReadable(routine) ? [] : [keyOf(routine)])),
    ),
  ];
}

/** The body with the trees of its statements, for the few rules and bodies that need them; parsed anew each time. */
export function bodyOf(input: RuleInput, routine: Routine): RoutineBody | BodyUnparsable | undefined {
  if (input.parser === null || routine.body === null || !isReadable(routine)) return undefined;
  const body = analyse(input.parser, routine);
  const cache = cacheOf(input);
  const key = keyOf(routine);
  if (cache.get(key) === undefined) keep(cache, key, body);
  return body;
}

/** Whether the routine is written in a language that can be parsed. */
export function isReadable(routine: Routine): boolean {
  return routine.language === "plpgsql" || routine.language === "sql";
}

function cacheOf(input: RuleInput): BodyFactsCache {
  if (input.bodyFacts !== undefined) return input.bodyFacts;
  const cache = caches.get(input.snapshot) ?? createBodyFactsCache();
  caches.set(input.snapshot, cache);
  return cache;
}

/** The server's md5 of the text, and what else decides how the text is read. */
function keyOf(routine: Routine): string {
  return [
    routine.body_hash,
    routine.language,
    routine.kind,
    routine.return_type,
    ...routine.argument_names,
    ...routine.all_argument_types,
  ].join(" ");
}

function keep(
  cache: BodyFactsCache,
  key: string,
  body: RoutineBody | BodyUnparsable,
): BodyFacts | BodyUnparsable {
  if (body instanceof BodyUnparsable) {
    cache.set(key, { unparsable: body.reason, line: body.line });
    return body;
  }
  const { casts, relations, calls, columns, fields, makes, operators, setsSearchPath, declarations } = body;
  const dynamic = body.dynamic.map(({ expression: _tree, ...text }) => text);
  const kept: BodyFacts = {
    casts,
    relations,
    calls,
    columns,
    fields,
    makes,
    operators,
    setsSearchPath,
    declarations,
    dynamic,
  };
  cache.set(key, kept);
  return kept;
}

function analyse(parser: SqlParser, routine: Routine): RoutineBody | BodyUnparsable {
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
