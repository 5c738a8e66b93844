import type { AttributeDifference } from "../../drift/compare_snapshots.ts";
import type { EvidenceValue } from "../../findings/finding.ts";
import type { Parity, ParityDifference } from "../parity.ts";
import type { Block, Inline, ReportDocument } from "./document.ts";

/** The parity report, ready for any format. */
export function parityDocument(parity: Parity): ReportDocument {
  const same = parity.verdict === "same";
  return {
    title: "Parity proof",
    style: same ? "good" : "error",
    verdict: parityLine(parity),
    blocks: [
      {
        kind: "paragraph",
        text: parity.sides
          .map(
            (side) =>
              `${side.name}: ${count(side.files.length, "file")}, ${count(side.statements, "statement")}`,
          )
          .join("; "),
      },
      ...(parity.differences.length === 0 ? [] : differenceBlocks(parity.differences)),
      { kind: "heading", text: "What was compared" },
      {
        kind: "table",
        columns: ["", "old chain", "baseline", "same"],
        rows: parity.counts.map(({ kind, before, after, same: equal }) => [
          kind,
          String(before),
          String(after),
          `${equal}/${Math.max(before, after)}`,
        ]),
      },
      { kind: "heading", text: "Observers" },
      {
        kind: "table",
        columns: ["observer", "sees", "note"],
        rows: parity.observers.map(({ name, sees, note }) => [name, sees, note ?? ""]),
      },
      ...faultBlocks(parity),
      ...noteBlocks(parity),
    ],
  };
}

/** The verdict in one line. */
export function parityLine(parity: Parity): string {
  const compared = parity.counts.reduce((sum, { before, after }) => sum + Math.max(before, after), 0);
  if (parity.verdict === "same")
    return `parity: the same, ${compared} things compared on Postgres ${parity.server_version}`;
  return `parity: different, ${count(parity.differences.length, "difference")} among ${compared} things compared on Postgres ${parity.server_version}`;
}

function differenceBlocks(differences: readonly ParityDifference[]): readonly Block[] {
  const kinds = [
    ...new Set(differences.map(({ side, observer, kind }) => JSON.stringify([side, observer, kind]))),
  ];
  return [
    { kind: "heading", text: "Differences" },
    ...kinds.flatMap((key): Block[] => {
      const [side, observer, kind] = JSON.parse(key) as [string, string, string];
      const found = differences.filter(
        (difference) =>
          difference.side === side && difference.observer === observer && difference.kind === kind,
      );
      return [
        {
          kind: "paragraph",
          style: "error",
          text: `${kind} (${observer}, old chain against ${side}): ${found.length}`,
        },
        { kind: "list", items: found.flatMap(differenceItems) },
      ];
    }),
  ];
}

const CHANGES: Readonly<Record<ParityDifference["change"], string>> = {
  removed: "is missing",
  added: "is there alone",
  changed: "differs",
};

function differenceItems(difference: ParityDifference): readonly (readonly Inline[])[] {
  const { object, change, attributes, side } = difference;
  const head: readonly Inline[] = [
    { code: object },
    ` ${CHANGES[change]} in ${side === "baseline" ? "the baseline" : "production"}`,
  ];
  const told = change === "changed" || difference.observer !== "catalog" ? attributes : [];
  return [head, ...told.map((attribute): readonly Inline[] => ["  ", ...attributeInlines(attribute)])];
}

function attributeInlines({ name, before, after }: AttributeDifference): readonly Inline[] {
  return [
    `${name.replaceAll("_", " ")}: `,
    ...(before === undefined ? [] : [{ code: valueText(before) }]),
    ...(before === undefined || after === undefined ? [] : [" → "]),
    ...(after === undefined ? [] : [{ code: valueText(after) }]),
  ];
}

function valueText(value: EvidenceValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function faultBlocks({ faults }: Parity): readonly Block[] {
  const named = faults.filter(({ reason }) => reason !== undefined);
  if (named.length === 0) return [];
  return [
    { kind: "heading", text: "Statements of the old chain that fail, named by a decision" },
    {
      kind: "table",
      columns: ["place", "failure", "reason"],
      rows: named.map(({ file, line, message, sqlstate, reason }) => [
        { code: `${file}:${line}` },
        `${message} (${sqlstate})`,
        reason ?? "",
      ]),
    },
  ];
}

function noteBlocks({ left_out, notes }: Parity): readonly Block[] {
  const items: (readonly Inline[])[] = [
    ...left_out.map(({ table, columns, reason }): readonly Inline[] => [
      "rows of ",
      { code: table },
      ` are compared without ${columns.join(", ")}: ${reason}`,
    ]),
    ...notes.map((note): readonly Inline[] => [note]),
  ];
  return items.length === 0
    ? []
    : [
        { kind: "heading", text: "What the proof does not cover" },
        { kind: "list", items },
      ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
