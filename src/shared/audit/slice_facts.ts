import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { Rule } from "../rules/rule.ts";
import type { CarriedFacts } from "../store/catalog_state.ts";
import type { Audited } from "./run.ts";
import { liveRules } from "./unchanged.ts";

/** What no slice has said yet. */
export const NO_FACTS: CarriedFacts = {
  live: [],
  judged: [],
  not_evaluated: [],
  hidden: 0,
  used_acceptances: [],
  objects: {},
};

/** What one slice says beside its findings: all of it, and without the rules that look at live figures. */
export function factsOfSlice(
  snapshot: CatalogSnapshot,
  rules: readonly Rule[],
  { judgement, offered, applied }: Audited,
): { readonly all: CarriedFacts; readonly steady: CarriedFacts } {
  const live = liveRules(snapshot, offered, rules);
  return {
    all: factsOf({ judgement, offered, applied }, new Set(), live),
    steady: factsOf({ judgement, offered, applied }, new Set(live), live),
  };
}

function factsOf(
  { judgement, offered, applied }: Pick<Audited, "judgement" | "offered" | "applied">,
  without: ReadonlySet<string>,
  live: readonly string[],
): CarriedFacts {
  const count = (findings: Audited["offered"]) =>
    findings.filter((finding) => !without.has(finding.rule)).length;
  return {
    live,
    judged: judgement.judged.filter((rule) => !without.has(rule)),
    not_evaluated: judgement.notEvaluated.filter((entry) => !without.has(entry.rule)),
    hidden: count(offered) - count(applied.findings),
    used_acceptances: applied.matched.flatMap((rules, place) =>
      [...rules].some((rule) => !without.has(rule)) ? [place] : [],
    ),
    objects: {},
  };
}

/** What slices say together. A slice counts only the objects that it read; two that read a kind count the same. */
export function addFacts(before: CarriedFacts, slice: CarriedFacts): CarriedFacts {
  const union = <Value>(left: readonly Value[], right: readonly Value[]) => [...new Set([...left, ...right])];
  return {
    live: union(before.live, slice.live),
    judged: union(before.judged, slice.judged),
    not_evaluated: [...before.not_evaluated, ...slice.not_evaluated],
    hidden: before.hidden + slice.hidden,
    used_acceptances: union(before.used_acceptances, slice.used_acceptances),
    objects: { ...before.objects, ...slice.objects },
  };
}
