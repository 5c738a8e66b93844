import type { Routine } from "../catalog/routines.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { BodyFacts } from "../sql/body_facts_cache.ts";
import { callIsBroken } from "./body_calls.ts";
import { columnIsBroken, fieldIsBroken } from "./body_columns.ts";
import { doubtOf } from "./body_doubts.ts";
import { relationIsBroken } from "./body_relations.ts";
import { type BrokenReference, type Resolution, resolutionOf } from "./body_resolution.ts";
import { castIsBroken, declarationIsBroken } from "./body_types.ts";

/** What names of a body come to. */
export interface BodyVerdict {
  /** Names that are not there, each once, by line. */
  readonly broken: readonly BrokenReference[];
  /** Names that are not there and may do no harm, each with the reason. */
  readonly undecided: readonly (BrokenReference & { readonly reason: string })[];
}

const SOUND: BodyVerdict = { broken: [], undecided: [] };

/** Resolves the names of a body against the catalog. */
export function resolveBody(input: RuleInput, routine: Routine, facts: BodyFacts): BodyVerdict {
  const resolution = resolutionOf(input, routine, facts);
  const missing = missingNames(resolution);
  if (missing.length === 0) return SOUND;
  const broken = new Map<string, BrokenReference>();
  const undecided = new Map<string, BrokenReference & { readonly reason: string }>();
  for (const reference of missing) {
    const key = `${reference.kind} ${reference.name}`;
    if (broken.has(key) || undecided.has(key)) continue;
    const doubt = doubtOf(resolution, reference);
    if (doubt === undefined) broken.set(key, reference);
    else if (doubt !== "expected") undecided.set(key, { ...reference, reason: doubt.reason });
  }
  const byLine = (left: BrokenReference, right: BrokenReference): number => left.line - right.line;
  return { broken: [...broken.values()].sort(byLine), undecided: [...undecided.values()].sort(byLine) };
}

function missingNames(resolution: Resolution): readonly BrokenReference[] {
  const { relations, calls, columns, fields, casts, declarations } = resolution.facts;
  const missing: BrokenReference[] = [];
  const add = (reference: BrokenReference | undefined): void => {
    if (reference !== undefined) missing.push(reference);
  };
  for (const reference of declarations) add(declarationIsBroken(resolution, reference));
  for (const reference of relations) {
    if (reference.ddl !== true) add(relationIsBroken(resolution, reference));
  }
  for (const reference of calls) add(callIsBroken(resolution, reference));
  for (const reference of casts) add(castIsBroken(resolution, reference));
  for (const reference of columns) add(columnIsBroken(resolution, reference));
  for (const reference of fields) add(fieldIsBroken(resolution, reference));
  return missing;
}
