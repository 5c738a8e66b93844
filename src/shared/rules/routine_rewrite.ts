import type { Routine } from "../catalog/routines.ts";
import { bodyFactsOf } from "../facts/routine_bodies.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { BodyUnparsable } from "../sql/plpgsql.ts";
import { BUILT_IN_NAMESAKES, namesOf } from "./name_index.ts";

/** Share of the words of both bodies that they have in common, from which one is a copy of the other. */
const COPIED_SHARE = 0.6;
/** Shorter bodies are alike by accident. */
const LEAST_WORDS = 8;

/**
 * Whether two routines of one name look like two versions of one: neither calls the other, and either their bodies are
 * mostly the same, or they touch the same objects and were declared in different ways, as at different times.
 */
export function isRewrite(input: RuleInput, older: Routine, newer: Routine): boolean {
  // A wrapper that hands its arguments on is an overload on purpose.
  if (callsName(older) || callsName(newer)) return false;
  return (
    haveCommonWords(older, newer) || (isDeclaredOtherwise(older, newer) && touchTheSame(input, older, newer))
  );
}

function isDeclaredOtherwise(older: Routine, newer: Routine): boolean {
  const declared = ({
    language,
    security_definer,
    return_type,
    returns_set,
    config,
    ...rest
  }: Routine): string =>
    JSON.stringify([
      language,
      security_definer,
      return_type,
      returns_set,
      config,
      rest.argument_names.filter((_name, index) => "ot".includes(rest.argument_modes[index] ?? "i")),
    ]);
  return declared(older) !== declared(newer);
}

function touchTheSame(input: RuleInput, older: Routine, newer: Routine): boolean {
  const first = touched(input, older);
  const second = touched(input, newer);
  const common = [...first].filter((name) => second.has(name)).length;
  return common > 0 && common * 2 >= Math.min(first.size, second.size);
}

/** Names of the relations and of the routines outside pg_catalog that a body uses. */
function touched(input: RuleInput, routine: Routine): ReadonlySet<string> {
  const body = bodyFactsOf(input, routine);
  if (body === undefined || body instanceof BodyUnparsable) return new Set();
  const { routines } = namesOf(input.snapshot);
  return new Set([
    ...body.relations.map(({ name }) => name),
    ...body.calls
      .filter(({ name }) => routines.has(name) && !BUILT_IN_NAMESAKES.has(name))
      .map(({ name }) => name),
  ]);
}

function haveCommonWords(older: Routine, newer: Routine): boolean {
  const first = wordsOf(older);
  const second = wordsOf(newer);
  const common = [...first].filter((word) => second.has(word)).length;
  const all = first.size + second.size - common;
  return Math.min(first.size, second.size) >= LEAST_WORDS && common / all >= COPIED_SHARE;
}

function callsName({ name, body }: Routine): boolean {
  const text = body ?? "";
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    if (/^"?\s*\(/.test(text.slice(at + name.length, at + name.length + 8))) return true;
  }
  return false;
}

function wordsOf(routine: Routine): ReadonlySet<string> {
  return new Set((routine.body ?? "").toLowerCase().match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []);
}
