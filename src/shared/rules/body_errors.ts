import type { BodyError } from "../catalog/body_checks.ts";
import type { Routine } from "../catalog/routines.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { bodyFactsOf } from "../facts/routine_bodies.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { BodyUnparsable } from "../sql/plpgsql.ts";
import { TELLS_TABLES_APART } from "./body_columns.ts";
import { doubtOf } from "./body_doubts.ts";
import { type BrokenReference, resolutionOf } from "./body_resolution.ts";

/** What plpgsql_check's errors come to. */
export interface CheckedBody {
  /** Errors for sure, each once, by line. */
  readonly errors: readonly BodyError[];
  /** Errors that may do no harm, each with the reason. */
  readonly undecided: readonly { readonly error: BodyError; readonly reason: string }[];
}

/**
 * SQLSTATEs of what is wrong with a body whatever it is called with: names, types, syntax, a literal that its type does
 * not take, an end without RETURN. The rest depends on values or on rows of no known shape.
 */
const OF_THE_BODY = /^(?:42|3F000|2F005|22P02|22007)/;

const MISSING: Readonly<Record<string, BrokenReference["kind"]>> = {
  "42P01": "relation",
  "3F000": "relation",
  "42883": "function",
  "42703": "column",
  "42704": "type",
};

const checked = new WeakMap<CatalogSnapshot, ReadonlyMap<number, readonly BodyError[]>>();

/** What plpgsql_check says of the routine; nothing where it was not asked or could not answer. */
export function checkedBody(input: RuleInput, routine: Routine): CheckedBody | undefined {
  const answers =
    checked.get(input.snapshot) ??
    new Map(input.snapshot.body_checks.routines.map((entry) => [entry.routine, entry.errors]));
  checked.set(input.snapshot, answers);
  const found = answers.get(routine.oid);
  if (found === undefined) return undefined;
  const errors = new Map<string, BodyError>();
  const undecided = new Map<string, { readonly error: BodyError; readonly reason: string }>();
  for (const error of found) {
    // A text that EXECUTE runs is made for what is there at that time.
    if (!OF_THE_BODY.test(error.sqlstate) || /execute/i.test(error.statement ?? "")) continue;
    const key = `${error.line} ${error.sqlstate} ${error.message}`;
    if (errors.has(key) || undecided.has(key)) continue;
    const doubt = doubtAbout(input, routine, error);
    if (doubt === undefined) errors.set(key, error);
    else if (doubt !== "expected") undecided.set(key, { error, reason: doubt.reason });
  }
  return { errors: [...errors.values()], undecided: [...undecided.values()] };
}

function doubtAbout(
  input: RuleInput,
  routine: Routine,
  { sqlstate, message, relation }: BodyError,
): ReturnType<typeof doubtOf> {
  const text = routine.body ?? "";
  const [, record] = /^record "([^"]+)" has no field/.exec(message) ?? [];
  if (record === "new" || record === "old") {
    const tables = input.lookup.triggersByRoutine.get(routine.oid) ?? [];
    return relation !== null && tables.length > 1 && TELLS_TABLES_APART.test(text) ? "expected" : undefined;
  }
  if (record !== undefined && isFilledTwice(text, record)) {
    return { reason: `record ${record} is given rows of more than one shape` };
  }
  const kind = MISSING[sqlstate];
  const facts = kind === undefined ? undefined : bodyFactsOf(input, routine);
  if (kind === undefined || facts === undefined || facts instanceof BodyUnparsable) return undefined;
  const resolution = resolutionOf(input, routine, facts);
  const doubts = namesIn(message).map((bare) => doubtOf(resolution, { kind, bare }));
  return doubts.find((doubt) => doubt === "expected") ?? doubts.find((doubt) => doubt !== undefined);
}

/** The names that a message of the server has: in quotes, or after the word for their kind. */
function namesIn(message: string): readonly string[] {
  const quoted = [...message.matchAll(/"((?:[^"]|"")+)"/g)].map((match) => match[1] ?? "");
  const bare = [...message.matchAll(/\b(?:column|function|procedure|type) ([\p{L}_][\p{L}\p{N}_$.]*)/gu)].map(
    (match) => match[1] ?? "",
  );
  return [...quoted, ...bare].map((name) => name.split(".").at(-1) ?? name);
}

function isFilledTwice(text: string, record: string): boolean {
  const name = record.replace(/[^\p{L}\p{N}_]/gu, "\\$&");
  const fills = text.match(
    new RegExp(`\\b(?:into(?:\\s+strict)?|for)\\s+"?${name}\\b|\\b${name}"?\\s*:?=`, "giu"),
  );
  return (fills?.length ?? 0) > 1;
}
