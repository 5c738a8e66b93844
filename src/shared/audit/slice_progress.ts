import { type CatalogState, changesBetween } from "../catalog/catalog_state.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { Rule } from "../rules/rule.ts";
import type { CarriedFacts } from "../store/catalog_state.ts";
import type { FinishedSlice } from "../store/finish_slice.ts";
import type { PlannedSlice, SliceProgress } from "../store/run_slices.ts";
import { countObjects, DIVIDED_KINDS } from "./object_counts.ts";
import type { Audited } from "./run.ts";
import { addFacts, addSaid, factsOf, saidBySlice } from "./slice_facts.ts";

/** What a slice adds to the progress of its run. */
export interface MadeSlice {
  readonly snapshot: CatalogSnapshot;
  readonly rules: readonly Rule[];
  readonly audited: Audited;
  readonly planned: PlannedSlice;
}

/** The progress of the run with the slice. */
export function withSlice(
  progress: SliceProgress,
  { snapshot, rules, audited, planned }: MadeSlice,
): SliceProgress {
  const { scope } = planned;
  const isShard = isOneOfShards(planned);
  const said = addSaid(progress.said, saidBySlice(snapshot, rules, audited));
  // A scope without a shard shows no kind of object wholly.
  const counts = scope === undefined || isShard ? countObjects(snapshot) : {};
  return {
    ...progress,
    next: progress.next + 1,
    reliable: progress.reliable && audited.reliable,
    said,
    unjudged: isShard
      ? [...new Set([...progress.unjudged, ...audited.judgement.unjudged])]
      : progress.unjudged,
    seen: isShard ? progress.seen : { ...progress.seen, ...counts },
    seenByShards: isShard ? addCounts(progress.seenByShards, counts) : progress.seenByShards,
  };
}

function isOneOfShards({ scope }: PlannedSlice): boolean {
  return scope !== undefined && "shard" in scope;
}

/** Kinds that shards divide; of any other each of them has counted all. */
const DIVIDED: ReadonlySet<string> = new Set(DIVIDED_KINDS);

function addCounts(
  before: Readonly<Record<string, number>>,
  counts: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const together: Record<string, number> = { ...before };
  for (const [kind, count] of Object.entries(counts)) {
    together[kind] = count + (DIVIDED.has(kind) ? (together[kind] ?? 0) : 0);
  }
  return together;
}

function objectsOf({ seen, seenByShards, unchanged }: SliceProgress): Readonly<Record<string, number>> {
  return { ...unchanged?.carried.objects, ...seenByShards, ...seen };
}

/** What the run can say so far, what it takes over included. */
export function factsSoFar(progress: SliceProgress): CarriedFacts {
  const own = factsOf(progress.said, { objects: objectsOf(progress), steady: false });
  return progress.unchanged === undefined ? own : addFacts(progress.unchanged.carried, own);
}

/** The same for the next unchanged night: without the rules on live figures. */
export function steadyFacts(progress: SliceProgress): CarriedFacts {
  return factsOf(progress.said, { objects: objectsOf(progress), steady: true });
}

/**
 * For which rules this slice can say that a finding which no longer comes is resolved: a rule that was judged in shards
 * is known to the end only with the last of them.
 */
export function resolvable(
  made: SliceProgress,
  { planned, audited }: Pick<MadeSlice, "planned" | "audited">,
): Pick<FinishedSlice, "resolvable" | "unjudged"> {
  if (!isOneOfShards(planned)) {
    return { resolvable: audited.judgement.fullyJudged, unjudged: audited.judgement.unjudged };
  }
  const following = made.plan[made.next];
  if (following?.rules !== undefined && isOneOfShards(following)) return { resolvable: [], unjudged: [] };
  return {
    resolvable: planned.rules.filter((rule) => made.said[rule]?.fully === true),
    unjudged: made.unjudged,
  };
}

/** Changes since the first slice. What could not be read for certain equals nothing, and cannot be compared. */
export function certainChanges(progress: SliceProgress, current: CatalogState): readonly string[] {
  if (progress.next === 0) return [];
  return changesBetween(progress.state, current).filter(
    (name) => progress.state.prints[name] !== null && current.prints[name] !== null,
  );
}
