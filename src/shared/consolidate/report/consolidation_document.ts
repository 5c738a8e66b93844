import type { Parity } from "../parity.ts";
import type { ConsolidationPlan } from "../plan.ts";
import type { Block, Inline, ReportDocument } from "./document.ts";
import { parityDocument, parityLine } from "./parity_document.ts";
import { planDocument } from "./plan_document.ts";

/** A hardening step as the report tells it. */
export interface ToldStep {
  readonly file: string;
  readonly title: string;
  readonly objects: readonly string[];
}

/** What was written, with its proof. */
export interface WrittenConsolidation {
  readonly plan: ConsolidationPlan;
  readonly parity: Parity;
  /** With `--if-not-exists`: what a second run of the baseline changed; empty where it changed nothing. */
  readonly secondRun?: readonly string[];
  readonly steps: readonly ToldStep[];
  /** Merges that were decided, and those that the trial refused. */
  readonly merges: readonly ToldStep[];
  readonly refusedMerges: readonly { readonly what: string; readonly reason: string }[];
  /** What hardening left as it is. */
  readonly left: readonly { readonly what: string; readonly reason: string }[];
}

/** CONSOLIDATION.md: before, after, mapping, proof. */
export function consolidationDocument(written: WrittenConsolidation): ReportDocument {
  const { plan, parity } = written;
  return {
    title: "Consolidation",
    style: parity.verdict === "same" ? "good" : "error",
    verdict: consolidationLine(written),
    blocks: [
      ...planDocument(plan, { brief: false }).blocks,
      { kind: "heading", text: "Proof" },
      { kind: "paragraph", text: parityLine(parity) },
      ...parityDocument(parity).blocks,
      ...secondRunBlocks(written),
      ...mergeStepBlocks(written),
      ...hardeningBlocks(written),
      ...nextBlocks(plan),
    ],
  };
}

/** What came of it, in one line. */
export function consolidationLine({ plan, parity, secondRun }: WrittenConsolidation): string {
  const files = `${plan.files.length} files become ${plan.new_files.length}`;
  if (parity.verdict !== "same") return `${files}, and the proof failed: ${parityLine(parity)}`;
  if ((secondRun?.length ?? 0) > 0) return `${files}; proved, but a second run is not without effect`;
  return `${files}; proved: ${parityLine(parity)}`;
}

function secondRunBlocks({ secondRun }: WrittenConsolidation): readonly Block[] {
  if (secondRun === undefined) return [];
  return [
    { kind: "heading", text: "A second run" },
    secondRun.length === 0
      ? {
          kind: "paragraph",
          text: "The baseline was run twice on one database: the second run changed nothing. What exists is not compared with what is written: `if not exists` hides drift.",
        }
      : { kind: "list", items: secondRun.map((text): readonly Inline[] => [text]) },
  ];
}

function mergeStepBlocks({ merges, refusedMerges }: WrittenConsolidation): readonly Block[] {
  if (merges.length + refusedMerges.length === 0) return [];
  return [
    { kind: "heading", text: "Merges, apart from the baseline" },
    {
      kind: "paragraph",
      text: "These steps move rows on purpose and are no part of the parity proof. Each ran on the baseline, counts its rows before and after, and is undone as a whole where they do not add up.",
    },
    {
      kind: "table",
      columns: ["file", "what"],
      rows: merges.map(({ file, title }) => [{ code: file }, title]),
    },
    ...(refusedMerges.length === 0
      ? []
      : ([
          { kind: "paragraph", text: "Not written, since the trial refused it:" },
          {
            kind: "list",
            items: refusedMerges.map(({ what, reason }): readonly Inline[] => [`${what}: ${reason}`]),
          },
        ] satisfies readonly Block[])),
  ];
}

function hardeningBlocks({ steps, left }: WrittenConsolidation): readonly Block[] {
  if (steps.length === 0 && left.length === 0) return [];
  return [
    { kind: "heading", text: "Hardening, apart from the baseline" },
    {
      kind: "paragraph",
      text: "These steps change the schema on purpose and are no part of the parity proof. Each statement was tried on a copy: its finding goes, and nothing else changes for anybody.",
    },
    {
      kind: "table",
      columns: ["file", "what", "objects"],
      rows: steps.map(({ file, title, objects }) => [{ code: file }, title, { code: objects.join(", ") }]),
    },
    ...(left.length === 0
      ? []
      : ([
          { kind: "paragraph", text: "Left as it is:" },
          {
            kind: "list",
            items: left.map(({ what, reason }): readonly Inline[] => [{ code: what }, ` ${reason}`]),
          },
        ] satisfies readonly Block[])),
  ];
}

function nextBlocks({ new_files }: ConsolidationPlan): readonly Block[] {
  return [
    { kind: "heading", text: "Next" },
    {
      kind: "list",
      items: [
        ["Review the new files, and put them in place of the old ones in one commit."],
        [
          "Tell production: ",
          {
            code: 'supawarden consolidate adopt --db-url "$SUPABASE_DB_URL" --baseline migrations --migrations migrations_archive',
          },
          ". Only rows of the ledger change; ",
          { code: 'supawarden consolidate undo --db-url "$SUPABASE_DB_URL"' },
          " puts them back.",
        ],
        [`New environments run ${new_files.length === 1 ? "one file" : `${new_files.length} files`}.`],
      ],
    },
  ];
}
