import { type MergeStep, mergeStep } from "../../shared/consolidate/merge/merge_step.ts";
import type { ProofContext } from "../../shared/consolidate/observed_chain.ts";
import { messageOf, sqlState } from "../../shared/database/database.ts";
import type { MigrationFile } from "../../shared/migrations/discover.ts";
import { replay } from "../../shared/migrations/shadow.ts";
import type { Consolidation } from "./pipeline.ts";

/** Steps that decisions ask for, tried on the baseline. */
export interface Merging {
  readonly steps: readonly MergeStep[];
  /** Steps that did not run there: they are not written. */
  readonly refused: readonly { readonly step: MergeStep; readonly message: string }[];
}

class RolledBack extends Error {}

/** Writes the merges that were decided and runs each behind the baseline on a shadow. */
export async function mergeSteps(
  { plan, decisions, observed }: Consolidation,
  { baseline, ...context }: ProofContext & { readonly baseline: readonly MigrationFile[] },
): Promise<Merging> {
  const { snapshot } = observed.observed;
  const wanted = plan.merges.flatMap(
    (proposal) => mergeStep(proposal, { decision: decisions.get(proposal.id), snapshot }) ?? [],
  );
  if (wanted.length === 0) return { steps: [], refused: [] };
  context.onStep?.("trying what merges tables");
  const shadow = await context.world.open("shadow database of the baseline, to be merged in");
  try {
    await replay(shadow, baseline, { parser: context.parser });
    const steps: MergeStep[] = [];
    const refused: { step: MergeStep; message: string }[] = [];
    for (const step of wanted) {
      const message = await trial(step.text);
      if (message === undefined) steps.push(step);
      else refused.push({ step, message });
    }
    return { steps, refused };
  } finally {
    await shadow.close();
  }

  async function trial(text: string): Promise<string | undefined> {
    try {
      await shadow.transaction("write", async (session) => {
        await session.execute(text);
        throw new RolledBack();
      });
      return undefined;
    } catch (error) {
      if (error instanceof RolledBack) return undefined;
      if (sqlState(error) === undefined) throw error;
      return messageOf(error);
    }
  }
}
