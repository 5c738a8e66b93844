import type { ConsolidationPlan, FileMapping, OpenDecision, StatementFate } from "../plan.ts";
import type { Block, Inline, ReportDocument } from "./document.ts";
import { mergeBlocks } from "./merge_blocks.ts";

/** How much of the long tables a terminal shows; files and JSON have all of it. */
export interface PlanDetail {
  readonly brief: boolean;
}

/** The plan, ready for any format. */
export function planDocument(plan: ConsolidationPlan, { brief }: PlanDetail): ReportDocument {
  return {
    title: "Consolidation plan",
    style: plan.decisions.open.length > 0 || plan.too_new.length > 0 ? "warn" : "good",
    verdict: planLine(plan),
    blocks: [
      ...decisionBlocks(plan),
      ...tooNewBlocks(plan),
      ...fileBlocks(plan),
      ...resolutionBlocks(plan),
      ...statementBlocks(plan, brief),
      ...mergeBlocks(plan),
      ...(brief ? [] : orderBlocks(plan)),
      ...noteBlocks(plan),
    ],
  };
}

/** The sum of a plan in one line. */
export function planLine({ files, new_files, decisions, too_new }: ConsolidationPlan): string {
  const open =
    decisions.open.length === 0
      ? "nothing is left to decide"
      : `${count(decisions.open.length, "decision")} open`;
  const newer = too_new.length === 0 ? "" : `; ${count(too_new.length, "statement")} need a newer server`;
  return `plan: ${count(files.length, "file")} become ${count(new_files.length, "file")}; ${open}${newer}`;
}

function decisionBlocks({ decisions }: ConsolidationPlan): readonly Block[] {
  const { open, made, stale } = decisions;
  return [
    ...(open.length === 0
      ? []
      : ([
          { kind: "heading", text: "To decide" },
          {
            kind: "paragraph",
            text: "Answer at the terminal, by --decide ID=CHOICE, or take all proposals by --yes. Answers are kept in the decisions file.",
          },
          { kind: "list", items: open.flatMap(decisionItems) },
        ] satisfies readonly Block[])),
    ...(made.length === 0
      ? []
      : ([
          { kind: "heading", text: "Decided" },
          {
            kind: "table",
            columns: ["decision", "choice", "reason"],
            rows: made.map(({ id, choice, reason }) => [{ code: id }, choice, reason]),
          },
        ] satisfies readonly Block[])),
    ...(stale.length === 0
      ? []
      : ([
          { kind: "paragraph", text: "Decisions that answer nothing any more:" },
          { kind: "list", items: stale.map((id): readonly Inline[] => [{ code: id }]) },
        ] satisfies readonly Block[])),
  ];
}

function decisionItems({
  id,
  question,
  choices,
  proposal,
  why,
}: OpenDecision): readonly (readonly Inline[])[] {
  return [[question], ["  ", { code: id }, ` ${choices.join(" or ")}; proposed: ${proposal}, since ${why}`]];
}

function tooNewBlocks({ too_new }: ConsolidationPlan): readonly Block[] {
  if (too_new.length === 0) return [];
  return [
    { kind: "heading", text: "Newer than the server that the project declares" },
    {
      kind: "table",
      columns: ["place", "feature", "since Postgres"],
      rows: too_new.map(({ place, feature, since }) => [{ code: place }, feature, String(since)]),
    },
  ];
}

function fileBlocks(plan: ConsolidationPlan): readonly Block[] {
  return [
    { kind: "heading", text: "Before" },
    {
      kind: "list",
      items: plan.folders.map(({ path, files }): readonly Inline[] => [
        { code: path },
        ` ${count(files, "file")}`,
      ]),
    },
    { kind: "heading", text: "After" },
    {
      kind: "list",
      items: plan.new_files.map(({ file, statements, bytes }): readonly Inline[] => [
        { code: file },
        ` ${count(statements, "statement")}, ${Math.ceil(bytes / 1024)} kB`,
      ]),
    },
    { kind: "heading", text: "Mapping, old to new; every old file goes to migrations_archive" },
    {
      kind: "table",
      columns: ["old file", "domain", "new file", "statements", `kept, it would be (${plan.numbering})`],
      rows: plan.files.map((file) => [
        { code: file.file },
        file.domain,
        file.to.length === 0 ? "nothing is left of it" : { code: file.to.join(" ") },
        countsText(file),
        { code: file.renumbered },
      ]),
    },
    ...(plan.left_out.length === 0
      ? []
      : ([
          { kind: "paragraph", text: "No part of the chain, archived all the same:" },
          {
            kind: "table",
            columns: ["file", "reason"],
            rows: plan.left_out.map(({ file, reason }) => [{ code: file }, reason]),
          },
        ] satisfies readonly Block[])),
    ...(plan.duplicates.length === 0
      ? []
      : ([
          { kind: "heading", text: "Versions that more than one file has" },
          {
            kind: "table",
            columns: ["version", "files"],
            rows: plan.duplicates.map(({ version, files }) => [version, { code: files.join(" ") }]),
          },
        ] satisfies readonly Block[])),
  ];
}

function countsText({ statements }: FileMapping): string {
  return Object.entries(statements)
    .map(([fate, number]) => `${number} ${fate.replace("_", " ")}`)
    .join(", ");
}

function resolutionBlocks({ resolutions }: ConsolidationPlan): readonly Block[] {
  if (resolutions.length === 0) return [];
  return [
    { kind: "heading", text: "Defined more than once" },
    {
      kind: "table",
      columns: ["object", "wins", "why", "differences", "defined in"],
      rows: resolutions.map(({ object, wins, why, differences, places }) => [
        { code: `${object.kind} ${object.identity}` },
        wins === undefined ? "none" : { code: wins },
        why,
        differences,
        { code: places.join(" ") },
      ]),
    },
  ];
}

/** Fates that a terminal shows one by one; the rest is counted. */
const SHOWN_BRIEFLY: ReadonlySet<string> = new Set(["rows", "own file", "unsettled", "carried"]);

function statementBlocks({ statements, dropped_lines }: ConsolidationPlan, brief: boolean): readonly Block[] {
  const shown = brief ? statements.filter(({ fate }) => SHOWN_BRIEFLY.has(fate)) : statements;
  const hidden = statements.length - shown.length;
  return [
    ...(statements.length === 0
      ? []
      : ([
          { kind: "heading", text: "Where data and side effects go" },
          {
            kind: "table",
            columns: ["statement", "what", "goes", "to", "reason"],
            rows: shown.map(statementRow),
          },
          ...(hidden === 0
            ? []
            : ([
                {
                  kind: "paragraph",
                  text: `${hidden} more are waived or fail in the old files too; --format markdown and json list them.`,
                },
              ] as const)),
        ] satisfies readonly Block[])),
    ...(dropped_lines.length === 0
      ? []
      : ([
          { kind: "heading", text: "Lines that are dropped" },
          {
            kind: "table",
            columns: ["place", "text", "reason"],
            rows: dropped_lines.map(({ place, text, reason }) => [{ code: place }, { code: text }, reason]),
          },
        ] satisfies readonly Block[])),
  ];
}

function statementRow({ place, what, fate, to, reason }: StatementFate): readonly Inline[] {
  return [{ code: place }, what, fate, to === undefined ? "" : { code: to }, reason ?? ""];
}

function orderBlocks({ order }: ConsolidationPlan): readonly Block[] {
  if (order.length === 0) return [];
  return [
    { kind: "heading", text: "Order of the objects" },
    {
      kind: "table",
      columns: ["", "object", "needs"],
      rows: order.map(({ object, needs }, index) => [
        String(index + 1),
        { code: object },
        needs.length === 0 ? "" : { code: needs.join(", ") },
      ]),
    },
  ];
}

function noteBlocks({ notes }: ConsolidationPlan): readonly Block[] {
  if (notes.length === 0) return [];
  return [
    { kind: "heading", text: "Notes" },
    { kind: "list", items: notes.map((note): readonly Inline[] => [note]) },
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
