import { terminalBlock, terminalLine } from "../../report/terminal_text.ts";
import type { Paint } from "../../report/text.ts";
import { type Block, type Inline, inlineText, type ReportDocument } from "./document.ts";

/** The widest a column is padded to; longer cells stand out. */
const WIDEST = 48;

/** The report for a person at a terminal. */
export function documentText(document: ReportDocument, paint: Paint = (_style, text) => text): string {
  return `${documentBody(document, paint)}\n\n${paint(document.style, terminalLine(document.verdict))}\n`;
}

/** The same without its last line: a plan before it is carried out. */
export function documentBody(document: ReportDocument, paint: Paint = (_style, text) => text): string {
  return document.blocks
    .map((block) => blockText(block, paint))
    .filter((text) => text !== "")
    .join("\n\n");
}

function blockText(block: Block, paint: Paint): string {
  switch (block.kind) {
    case "heading":
      return paint("strong", terminalLine(block.text));
    case "paragraph":
      return block.style === undefined
        ? terminalBlock(block.text)
        : paint(block.style, terminalBlock(block.text));
    case "list":
      return block.items.map((item) => `  ${item.map((part) => inline(part, paint)).join("")}`).join("\n");
    case "code":
      return terminalBlock(block.text)
        .split("\n")
        .map((line) => `    ${line}`)
        .join("\n");
    case "table":
      return tableText(block, paint);
  }
}

function inline(part: Inline, paint: Paint): string {
  return typeof part === "string" ? terminalLine(part) : paint("name", terminalLine(part.code));
}

function tableText({ columns, rows }: Extract<Block, { readonly kind: "table" }>, paint: Paint): string {
  if (rows.length === 0) return "";
  const cells = [columns, ...rows].map((row) => row.map((cell) => terminalLine(inlineText(cell))));
  const widths = columns.map((_, column) =>
    Math.min(WIDEST, Math.max(...cells.map((row) => row[column]?.length ?? 0))),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  return cells
    .map((row, index) => (index === 0 ? `  ${paint("dim", line(row))}` : `  ${line(row)}`))
    .join("\n");
}
