import { terminalLine } from "../../shared/report/terminal_text.ts";
import type { TextStyle } from "../../shared/report/text.ts";

/** A cell: its text, and what colour marks in it. */
export interface Cell {
  readonly text: string;
  readonly style?: TextStyle;
}

/** Rows under their headings, columns as wide as they must be; the last one ends where its text does. */
export function table(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  paint: (style: TextStyle, text: string) => string,
): string {
  const clean = rows.map((row) => row.map((cell) => ({ ...cell, text: terminalLine(cell.text) })));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...clean.map((row) => row[column]?.text.length ?? 0)),
  );
  const line = (cells: readonly Cell[]) =>
    cells
      .map(({ text, style }, column) => {
        const padded = column === cells.length - 1 ? text : text.padEnd(widths[column] ?? 0);
        return style === undefined ? padded : paint(style, padded);
      })
      .join("  ")
      .trimEnd();
  return [line(head.map((text) => ({ text, style: "dim" as const }))), ...clean.map(line)].join("\n");
}
