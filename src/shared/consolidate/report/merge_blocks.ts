import type { MappedColumn, MergeCounts, MergeProposal } from "../merge/merge_proposal.ts";
import type { ConsolidationPlan } from "../plan.ts";
import type { Block, Inline } from "./document.ts";

const CONVERSION_WORDS: Readonly<Record<MappedColumn["conversion"], string>> = {
  same: "as it is",
  text: "by its text",
  fitting_dimension: "vectors of that size; others have to be embedded anew",
  other_dimension: "not carried: another size, has to be embedded anew",
  none: "not carried: the types have no values in common",
};

const NULL_WORDS: Readonly<Record<MappedColumn["nulls"], string>> = {
  kept: "",
  default: "; a null becomes the default",
  refused: "; a null stops the merge",
};

/** Tables that seem to hold the same thing, with what a merge would do and lose. */
export function mergeBlocks({ merges }: ConsolidationPlan): readonly Block[] {
  if (merges.length === 0) return [];
  return [
    { kind: "heading", text: "Tables that seem to hold the same thing" },
    ...merges.flatMap(proposalBlocks),
  ];
}

function proposalBlocks(proposal: MergeProposal): readonly Block[] {
  const { source, target, evidence, columns, left_behind, filled } = proposal;
  return [
    { kind: "paragraph", text: `${source} into ${target}: ${evidence.join("; ")}.` },
    {
      kind: "table",
      columns: ["column", "from", "to", "how"],
      rows: [
        ...columns.map((column): readonly Inline[] => [
          { code: column.source },
          { code: column.source_type },
          { code: column.target_type },
          `${CONVERSION_WORDS[column.conversion]}${NULL_WORDS[column.nulls]}`,
        ]),
        ...left_behind.map((name): readonly Inline[] => [
          { code: name },
          "",
          "",
          "left behind: no counterpart",
        ]),
        ...filled
          .filter((name) => !columns.some(({ target: mapped }) => mapped === name))
          .map((name): readonly Inline[] => [{ code: name }, "", "", "its default"]),
      ],
    },
    { kind: "list", items: factLines(proposal).map((line): readonly Inline[] => [line]) },
  ];
}

function factLines({ keys, referenced_by, obstacle, counts, uncounted }: MergeProposal): readonly string[] {
  return [
    ...(obstacle === undefined ? [] : [`cannot be done: ${obstacle}`]),
    keys.length === 0
      ? "rows get new keys: none of the target's is in both"
      : `rows with one ${keys.map((key) => `(${key.join(", ")})`).join(" or ")} are one: the decision says which stays`,
    ...(referenced_by.length === 0
      ? []
      : [`foreign keys to move before the table can go: ${referenced_by.join(", ")}`]),
    ...(counts === undefined ? [] : countLines(counts)),
    ...(uncounted === undefined ? [] : [`not counted: ${uncounted}`]),
  ];
}

function countLines(counts: MergeCounts): readonly string[] {
  const { on, source_rows, target_rows, conflicts, target_rows_after, columns } = counts;
  return [
    `counted in ${on}: ${source_rows} rows into ${target_rows}, ${conflicts} with a key that is taken, ${target_rows_after} rows afterwards`,
    ...columns.map(({ column, lost, changed, refused, defaulted }) => {
      const parts = [
        part(lost, "lost"),
        part(changed, "changed"),
        part(refused, "refused, which stops the merge"),
        part(defaulted, "nulls become the default"),
      ].filter((text) => text !== "");
      return `${column}: ${parts.join(", ")}`;
    }),
  ];
}

function part(number: number | null, words: string): string {
  if (number === null) return `an unknown number ${words}`;
  return number === 0 ? "" : `${number} ${words}`;
}
