import { terminalLine } from "./terminal_text.ts";

/** A line of a file to be shown, with the 1-based column at which something begins. */
export interface FramedLine {
  readonly line: number;
  readonly column?: number;
}

const BEFORE = 1;
const AFTER = 2;
const MAX_WIDTH = 120;

/**
 * The lines of a text around the given ones, with their numbers; a `>` marks those. Lines that are far apart are told
 * apart by dots.
 */
export function codeFrame(text: string, marked: readonly FramedLine[]): readonly string[] {
  const lines = text.split("\n");
  const wanted = new Set<number>();
  for (const { line } of marked) {
    for (let near = line - BEFORE; near <= line + AFTER; near++) {
      if (near >= 1 && near <= lines.length) wanted.add(near);
    }
  }
  const numbers = [...wanted].sort((left, right) => left - right);
  const width = String(numbers.at(-1) ?? 1).length;
  const marks = new Set(marked.map(({ line }) => line));
  return numbers.flatMap((number, index) => {
    const gap = index > 0 && number !== (numbers[index - 1] ?? 0) + 1;
    const line = clipped((lines[number - 1] ?? "").replace(/\r$/, "").replaceAll("\t", "  "));
    const shown = `${marks.has(number) ? ">" : " "} ${String(number).padStart(width)} | ${line}`.trimEnd();
    return gap ? [`  ${" ".repeat(width)} ⋮`, shown] : [shown];
  });
}

function clipped(line: string): string {
  const safe = terminalLine(line);
  return safe.length > MAX_WIDTH ? `${safe.slice(0, MAX_WIDTH)}…` : safe;
}
