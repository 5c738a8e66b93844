import type { Decisions } from "../../shared/consolidate/decisions.ts";
import type { ProofContext } from "../../shared/consolidate/observed_chain.ts";
import { proposed } from "../../shared/consolidate/open_decisions.ts";
import { askDecisions, canAsk, givenDecisions, withDecisions } from "./ask_decisions.ts";
import { readDecisionsFile, writeDecisionsFile } from "./decisions_file.ts";
import type { ConsolidateFlags } from "./flags.ts";
import { type Consolidation, consolidate } from "./pipeline.ts";

/** A decision that changes which files are replayed. */
function changesChain({ id, choice }: { readonly id: string; readonly choice: string }): boolean {
  return (
    (id.startsWith("version:") && choice === "leave_out") || (id.startsWith("file:") && choice === "include")
  );
}

/**
 * Consolidates, with the questions answered as far as they can be: by the decisions file, `--decide`, `--yes` or a person
 * at the terminal. New answers are kept in the decisions file. The caller closes the observed chain.
 */
export async function decideAndConsolidate(
  folders: readonly string[],
  { flags, ask }: { readonly flags: ConsolidateFlags; readonly ask: boolean },
  context: ProofContext,
): Promise<Consolidation> {
  const kept = await readDecisionsFile(flags.decisions, { mayBeNew: true });
  const given = givenDecisions(flags.decide ?? []);
  let decisions: Decisions = withDecisions(kept, given);
  if (given.length > 0) await writeDecisionsFile(flags.decisions, decisions.values());
  for (;;) {
    const consolidation = await consolidate(folders, { flags, decisions }, context);
    const { open } = consolidation.plan.decisions;
    const answers =
      flags.yes === true
        ? open.map(proposed)
        : ask && open.length > 0 && canAsk()
          ? await askDecisions(open)
          : [];
    if (answers.length === 0) return consolidation;
    decisions = withDecisions(decisions, answers);
    await writeDecisionsFile(flags.decisions, decisions.values());
    if (!answers.some(changesChain)) return redecided(consolidation, decisions);
    await consolidation.observed.close();
  }
}

/** The same consolidation with answers that change no file: they move from the open to the made. */
function redecided(consolidation: Consolidation, decisions: Decisions): Consolidation {
  const { open, made, stale } = consolidation.plan.decisions;
  const answered = open.filter(({ id, choices }) => choices.includes(decisions.get(id)?.choice ?? ""));
  const answers = answered.flatMap(({ id }) => decisions.get(id) ?? []);
  return {
    ...consolidation,
    decisions,
    plan: {
      ...consolidation.plan,
      decisions: {
        open: open.filter((question) => !answered.includes(question)),
        made: [...made, ...answers],
        stale,
      },
    },
  };
}
