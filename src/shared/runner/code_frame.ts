/** How many lines stand before and after the marked one. */
const AROUND = 2;
/** Longer lines are cut around the mark. */
const WIDEST = 140;

/** The lines around a place of a text, numbered, the line and the column marked. Both count from 1. */
export function codeFrame(text: string, at: { readonly line: number; readonly column: number }): string {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const first = Math.max(1, at.line - AROUND);
  const last = Math.min(lines.length, at.line + AROUND);
  const width = String(last).length;
  // Every line is cut at the same column, so that what stands below each other stays so.
  const cut = at.column > WIDEST - 20 ? at.column - WIDEST / 2 : 0;
  const frame: string[] = [];
  for (let line = first; line <= last; line++) {
    const written = (lines[line - 1] ?? "").replaceAll("\t", " ");
    const shown = written.slice(cut, cut + WIDEST);
    const row = `${cut > 0 ? "…" : ""}${shown}${written.length > cut + WIDEST ? "…" : ""}`;
    frame.push(`${line === at.line ? ">" : " "} ${String(line).padStart(width)} | ${row}`.trimEnd());
    if (line === at.line) {
      const before = at.column - 1 - cut + (cut > 0 ? 1 : 0);
      frame.push(`  ${" ".repeat(width)} | ${" ".repeat(Math.max(0, before))}^`);
    }
  }
  return frame.join("\n");
}
