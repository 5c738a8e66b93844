import { readCatalogState } from "../catalog/catalog_state.ts";
import { readSnapshot } from "../catalog/read_snapshot.ts";
import type { Database } from "../database/database.ts";
import { keysOfTexts } from "../facts/known_texts.ts";
import { findRule } from "../rules/mod.ts";
import { newTexts, type TextTask } from "../rules/read_texts.ts";
import { loadSqlParser } from "../sql/parser.ts";
import { keepBodyFacts, readBodyFacts } from "../store/body_facts.ts";
import type { PlannedSlice, SliceProgress } from "../store/run_slices.ts";
import { certainChanges } from "./slice_progress.ts";

// The parser takes a tenth of a second and 40 MB to load, more than judging a shard does: one invocation with both
// would cost as much as two. Texts that are new are parsed by invocations of their own, which read nothing else.

/** The share of the budget that parsing may take before the rest is left to another invocation. */
const SHARE = 0.5;

/** The plan with the texts of each shard before all judging, for a database of which nothing is known yet. */
export function textsFirst(plan: readonly PlannedSlice[]): readonly PlannedSlice[] {
  return [...plan.filter(hasTexts).map(textsOf), ...plan];
}

/** Whether the next slice can leave its texts to one before it, and has not done so already. */
export function canReadTextsFirst({ plan, next }: SliceProgress): boolean {
  const planned = plan[next];
  if (planned === undefined || !hasTexts(planned)) return false;
  const place = placeOf(planned);
  return !plan.slice(0, next).some((before) => before.texts === true && placeOf(before) === place);
}

/** The progress with the texts of the next slice put before it. */
export function withTextsFirst(progress: SliceProgress): SliceProgress {
  const { plan, next } = progress;
  const planned = plan[next];
  if (planned === undefined) return progress;
  return { ...progress, plan: [...plan.slice(0, next), textsOf(planned), ...plan.slice(next)] };
}

function textsOf({ scope }: PlannedSlice): PlannedSlice {
  return { rules: [], ...(scope === undefined ? {} : { scope }), texts: true };
}

/** A shard whose rules look at what policies or bodies say. */
function hasTexts({ rules, scope, texts }: PlannedSlice): boolean {
  return (
    texts !== true &&
    scope !== undefined &&
    "shard" in scope &&
    rules.some((id) => findRule(id)?.requires.some((need) => "parser" in need))
  );
}

function placeOf({ scope }: PlannedSlice): string {
  return scope !== undefined && "shard" in scope ? `${scope.shard}/${scope.of}` : "";
}

/** What a step came to: how far the run is, or what has changed since its first slice. */
export type TextStep =
  | { readonly changes: readonly string[]; readonly progress?: undefined }
  | { readonly progress: SliceProgress };

/**
 * Parses what is new in the shard of the next slice, for as long as the budget allows, and keeps it for the slices that
 * judge. Where texts are left the slice stays the next one.
 * @param step.budget of the invocation, in microseconds of CPU.
 */
export async function keepTexts(
  database: Database,
  step: { readonly progress: SliceProgress; readonly budget: number; readonly takenAt: string },
): Promise<TextStep> {
  const { progress, budget, takenAt } = step;
  const scope = progress.plan[progress.next]?.scope;
  const sight = await database.transaction("snapshot", async (session) => {
    const changes = certainChanges(progress, await readCatalogState(session));
    if (changes.length > 0) return { changes };
    const snapshot = await readSnapshot(session, { takenAt, parts: ["routines", "policies"], scope });
    const bodyFacts = await readBodyFacts(session, keysOfTexts(snapshot));
    return { bodyFacts, tasks: newTexts(snapshot, bodyFacts) };
  });
  if (sight.changes !== undefined) return { changes: sight.changes };
  const isDone = await parseWithin(sight.tasks, (budget * SHARE) / 1000);
  await keepBodyFacts(database, sight.bodyFacts);
  return { progress: isDone ? { ...progress, next: progress.next + 1 } : progress };
}

/** Whether nothing is left that could be parsed here, after so many milliseconds at most. */
async function parseWithin(tasks: readonly TextTask[], milliseconds: number): Promise<boolean> {
  if (tasks.length === 0) return true;
  const parser = await loadSqlParser().catch(() => undefined);
  // Where it cannot be loaded, the rules that need it say so.
  if (parser === undefined) return true;
  const end = performance.now() + milliseconds;
  for (const [index, task] of tasks.entries()) {
    // At least one in each invocation, so that the run comes to its end.
    if (index > 0 && performance.now() > end) return false;
    task(parser);
  }
  return true;
}
