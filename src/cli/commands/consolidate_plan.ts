import { planDocument } from "../../shared/consolidate/report/plan_document.ts";
import { decideAndConsolidate } from "../consolidate/decide.ts";
import type { ConsolidateFlags } from "../consolidate/flags.ts";
import { createProofContext } from "../consolidate/proof_context.ts";
import { renderDocument } from "../consolidate/render_document.ts";
import { writeResult } from "../output.ts";
import { createProgress } from "../terminal.ts";

/** Flags of `consolidate plan`. */
export type PlanFlags = ConsolidateFlags;

/** Prints the plan of a consolidation. Returns the exit code: 1 while something has to be decided. */
export async function runPlan(folders: readonly string[], flags: PlanFlags): Promise<number> {
  const progress = createProgress(flags.quiet === true);
  const context = await createProofContext(progress, { flags, folder: folders[0] });
  try {
    const { plan, observed } = await decideAndConsolidate(
      folders,
      { flags, ask: flags.format === "text" },
      context,
    );
    await observed.close();
    progress.clear();
    const document = () =>
      planDocument(plan, { brief: flags.format === "text" && flags.output === undefined });
    await writeResult(await renderDocument({ value: plan, document }, flags), flags.output);
    return plan.decisions.open.length === 0 && plan.too_new.length === 0 ? 0 : 1;
  } finally {
    progress.clear();
  }
}
