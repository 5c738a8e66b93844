import type { Routine } from "../catalog/routines.ts";
import type { BodyFacts } from "../sql/body_facts_cache.ts";
import { callIsBroken } from "./body_calls.ts";
import { columnIsBroken, fieldIsBroken } from "./body_columns.ts";
import { doubtOf } from "./body_doubts.ts";
import { relationIsBroken } from "./body_relations.ts";
import { type BrokenReference, type Resolution, resolutionOf } from "./body_resolution.ts";
import { castIsBroken, declarationIsBroken } from "./body_types.ts";
import type { RuleInput } from "./rule.ts";

/** What names of a body come to. */
export interface BodyVerdict {
  /** Names that are not there, each once, by line. */
  readonly broken: readonly BrokenReference[];
  /** Names that are not there and may do no harm, each with the reason. */
  readonly undecided: readonly (BrokenReference & { readonly reason: string })[];
}

/** Resolves the names of a body against the catalog. */
export function resolveBody(input: RuleInput, routine: Routine, facts: BodyFacts): BodyVerdict {
  const resolution = resolutionOf(input, routine, facts);
  const broken = new Map<string, BrokenReference>();
  const undecided = new Map<string, BrokenReference & { readonly reason: string }>();
  for (const reference of missingNames(resolution)) {
    const key = `${reference.kind} ${reference.name}`;
    if (broken.has(key) || undecided.has(key)) continue;
    const doubt = doubtOf(resolution, reference);
    if (doubt === undefined) broken.set(key, reference);
    else if (doubt !== "expected") undecided.set(key, { ...reference, reason: doubt.reason });
  }
  const byLine = (left: BrokenReference, right: BrokenReference): number => left.line - right.line;
  return { broken: [...broken.values()].sort(byLine), undecided: [...undecided.values()].sort(byLine) };
}

function* missingNames(resolution: Resolution): Iterable<BrokenReference> {
  const { relations, calls, columns, fields, casts, declarations } = resolution.facts;
  for (const reference of declarations) yield* some(declarationIsBroken(resolution, reference));
  for (const reference of relations) {
    if (reference.ddl !== true) yield* some(relationIsBroken(resolution, reference));
  }
  for (const reference of calls) yield* some(callIsBroken(resolution, reference));
  for (const reference of casts) yield* some(castIsBroken(resolution, reference));
  for (const reference of columns) yield* some(columnIsBroken(resolution, reference));
  for (const reference of fields) yield* some(fieldIsBroken(resolution, reference));
}

function some(reference: BrokenReference | undefined): readonly BrokenReference[] {
  return reference === undefined ? [] : [reference];
}
