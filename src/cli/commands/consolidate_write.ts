import type { ConsolidationPlan } from "../../shared/consolidate/plan.ts";
import {
  consolidationDocument,
  type ToldStep,
  type WrittenConsolidation,
} from "../../shared/consolidate/report/consolidation_document.ts";
import { documentMarkdown } from "../../shared/consolidate/report/document_markdown.ts";
import { planDocument } from "../../shared/consolidate/report/plan_document.ts";
import { versionsFrom } from "../../shared/consolidate/versions.ts";
import { decideAndConsolidate } from "../consolidate/decide.ts";
import type { ConsolidateFlags } from "../consolidate/flags.ts";
import { type Hardening, harden } from "../consolidate/harden.ts";
import { migrationOf, proveBaseline } from "../consolidate/make_baseline.ts";
import { type Merging, mergeSteps } from "../consolidate/merge_steps.ts";
import { OUT, requireFreeFolder, writeOutFolder } from "../consolidate/out_folder.ts";
import { createProofContext } from "../consolidate/proof_context.ts";
import { renderDocument } from "../consolidate/render_document.ts";
import { secondRun } from "../consolidate/second_run.ts";
import { writeResult } from "../output.ts";
import { createProgress, say } from "../terminal.ts";

/** Flags of `consolidate write`. */
export interface WriteFlags extends ConsolidateFlags {
  readonly out: string;
  readonly harden?: boolean;
  readonly move?: boolean;
}

/** Writes the baseline and proves it. Returns the exit code: 1 where something is undecided or the proof fails. */
export async function runWrite(folders: readonly string[], flags: WriteFlags): Promise<number> {
  await requireFreeFolder(flags.out);
  const progress = createProgress(flags.quiet === true);
  try {
    const context = await createProofContext(progress, { flags, folder: folders[0] });
    const consolidation = await decideAndConsolidate(folders, { flags, ask: false }, context);
    const { plan, made, chain, observed, config } = consolidation;
    try {
      if (isBlocked(plan)) return await refuse(plan, flags);
      const parity = await proveBaseline(made, consolidation, context);
      const baseline = made.files.map(migrationOf);
      const isProved = parity.verdict === "same";
      const again = flags.ifNotExists === true && isProved ? await secondRun(baseline, context) : undefined;
      const hardening =
        flags.harden === true && isProved ? await harden(baseline, { ...context, config }) : NOTHING;
      const merging = isProved
        ? await mergeSteps(consolidation, { ...context, baseline })
        : { steps: [], refused: [] };
      progress.clear();
      const steps = stepFiles({ hardening, merging }, made.files.at(-1)?.version ?? "");
      const written: WrittenConsolidation = {
        plan,
        parity,
        ...(again === undefined ? {} : { secondRun: again }),
        steps: steps.hardening.map(({ told }) => told),
        merges: steps.merging.map(({ told }) => told),
        refusedMerges: merging.refused.map(({ step, message }) => ({ what: step.title, reason: message })),
        left: hardening.left.map(({ finding, reason }) => ({
          what: `${finding.rule} ${finding.object.identity}`,
          reason,
        })),
      };
      const document = () => consolidationDocument(written);
      await writeOutFolder(flags.out, {
        files: [...baseline.map(({ file, text }) => ({ file, text })), ...steps.merging, ...steps.hardening],
        report: documentMarkdown(document()),
        chain,
        folders,
        // Only a baseline that is proved takes the place of what it stands for.
        move: flags.move === true && isProved,
      });
      if (flags.quiet !== true)
        say(`written to ${flags.out}: ${OUT.migrations}, ${OUT.archive}, ${OUT.report}`);
      const value = { version: 1, out: flags.out, ...written };
      const brief = () => ({ ...document(), blocks: briefBlocks(written) });
      await writeResult(
        await renderDocument({ value, document: flags.format === "text" ? brief : document }, flags),
        flags.output,
      );
      return isProved && (again?.length ?? 0) === 0 && merging.refused.length === 0 ? 0 : 1;
    } finally {
      await observed.close();
    }
  } finally {
    progress.clear();
  }
}

const NOTHING: Hardening = { steps: [], left: [] };

function isBlocked({ decisions, too_new }: ConsolidationPlan): boolean {
  return decisions.open.length > 0 || too_new.length > 0;
}

async function refuse(plan: ConsolidationPlan, flags: WriteFlags): Promise<number> {
  const document = () => {
    const whole = planDocument(plan, { brief: true });
    return { ...whole, verdict: `nothing is written: ${whole.verdict}`, style: "error" as const };
  };
  await writeResult(await renderDocument({ value: plan, document }, flags), flags.output);
  return 1;
}

interface StepFile {
  readonly file: string;
  readonly text: string;
  readonly told: ToldStep;
}

/** Steps come a second after each other, behind the last file of the baseline: rows first, then what is hardened. */
function stepFiles(
  { hardening, merging }: { readonly hardening: Hardening; readonly merging: Merging },
  last: string,
): { readonly hardening: readonly StepFile[]; readonly merging: readonly StepFile[] } {
  const [, ...versions] = versionsFrom(last, merging.steps.length + hardening.steps.length + 1);
  const named = (
    { name, title, text }: { readonly name: string; readonly title: string; readonly text: string },
    objects: readonly string[],
  ): StepFile => {
    const file = `${versions.shift()}_${name}.sql`;
    return { file, text, told: { file, title, objects } };
  };
  return {
    merging: merging.steps.map((step) => named(step, [step.proposal.source, step.proposal.target])),
    hardening: hardening.steps.map((step) =>
      named(
        step,
        step.findings.map(({ object }) => object.identity),
      ),
    ),
  };
}

/** What a terminal shows of it: the report file has the rest. */
function briefBlocks(written: WrittenConsolidation): ReturnType<typeof consolidationDocument>["blocks"] {
  const { blocks } = consolidationDocument(written);
  const wanted =
    written.parity.verdict === "same"
      ? ["After", "Merges, apart from the baseline", "Hardening, apart from the baseline", "Next"]
      : ["After", "Differences"];
  let shown = false;
  return blocks.filter((block) => {
    if (block.kind === "heading") shown = wanted.includes(block.text);
    return shown;
  });
}
