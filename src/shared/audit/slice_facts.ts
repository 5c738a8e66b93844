import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { Finding } from "../findings/finding.ts";
import type { Rule } from "../rules/rule.ts";
import type { CarriedFacts } from "../store/catalog_state.ts";
import type { RuleFacts, SaidByRules } from "../store/run_slices.ts";
import type { Audited } from "./run.ts";
import { liveRules } from "./unchanged.ts";

/** What one slice says of each of its rules beside findings. */
export function saidBySlice(
  snapshot: CatalogSnapshot,
  rules: readonly Rule[],
  { judgement, offered, applied }: Audited,
): SaidByRules {
  const live = new Set(liveRules(snapshot, offered, rules));
  const judged = new Set(judgement.judged);
  const fully = new Set(judgement.fullyJudged);
  const hidden = countByRule(offered);
  for (const [rule, count] of countByRule(applied.findings))
    hidden.set(rule, (hidden.get(rule) ?? 0) - count);
  return Object.fromEntries(
    rules.map(({ id }): [string, RuleFacts] => [
      id,
      {
        live: live.has(id),
        judged: judged.has(id),
        fully: fully.has(id),
        reasons: judgement.notEvaluated.flatMap((entry) => (entry.rule === id ? [entry.reason] : [])),
        hidden: hidden.get(id) ?? 0,
        used: applied.matched.flatMap((matching, place) => (matching.has(id) ? [place] : [])),
      },
    ]),
  );
}

/** What slices say together; several shards of one rule speak of different objects, and repeat what concerns them all. */
export function addSaid(before: SaidByRules, slice: SaidByRules): SaidByRules {
  const union = <Value>(left: readonly Value[], right: readonly Value[]) => [...new Set([...left, ...right])];
  const together: Record<string, RuleFacts> = { ...before };
  for (const [rule, facts] of Object.entries(slice)) {
    const known = together[rule];
    together[rule] =
      known === undefined
        ? facts
        : {
            live: known.live || facts.live,
            judged: known.judged || facts.judged,
            fully: known.fully && facts.fully,
            reasons: union(known.reasons, facts.reasons),
            hidden: known.hidden + facts.hidden,
            used: union(known.used, facts.used),
          };
  }
  return together;
}

/** The same as facts of a run; without the rules on live figures what the next unchanged night may take over. */
export function factsOf(
  said: SaidByRules,
  rest: { readonly objects: Readonly<Record<string, number>>; readonly steady: boolean },
): CarriedFacts {
  const rules = Object.entries(said);
  const kept = rest.steady ? rules.filter(([, facts]) => !facts.live) : rules;
  return {
    live: rules.flatMap(([rule, facts]) => (facts.live ? [rule] : [])),
    judged: kept.flatMap(([rule, facts]) => (facts.judged ? [rule] : [])),
    not_evaluated: kept.flatMap(([rule, facts]) => facts.reasons.map((reason) => ({ rule, reason }))),
    hidden: kept.reduce((sum, [, facts]) => sum + facts.hidden, 0),
    used_acceptances: [...new Set(kept.flatMap(([, facts]) => facts.used))],
    objects: rest.objects,
  };
}

/** Facts of two sets of rules that have none in common. */
export function addFacts(before: CarriedFacts, other: CarriedFacts): CarriedFacts {
  return {
    live: [...before.live, ...other.live],
    judged: [...before.judged, ...other.judged],
    not_evaluated: [...before.not_evaluated, ...other.not_evaluated],
    hidden: before.hidden + other.hidden,
    used_acceptances: [...new Set([...before.used_acceptances, ...other.used_acceptances])],
    objects: { ...before.objects, ...other.objects },
  };
}

function countByRule(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}
