import type { Unparsed } from "./split_file.ts";

/** A COPY that takes the lines after it, as pg_dump writes it: one line that ends in its semicolon. */
const COPY_FROM_STDIN = /^\s*copy\s[^;]*\sfrom\s+stdin\b[^;]*;\s*$/i;
const END = /^\\\.\s*$/;

const encoder = new TextEncoder();

/**
 * Blanks out the data that follows `copy … from stdin;` up to its `\.`, which is no SQL and may hold anything. Lines and
 * byte offsets of what remains stay as they are; a block without an end is left alone.
 */
export function blankCopyBlocks(text: string): {
  readonly sql: string;
  readonly unparsed: readonly Unparsed[];
} {
  if (!/\\\./.test(text)) return { sql: text, unparsed: [] };
  const lines = text.split("\n");
  const unparsed: Unparsed[] = [];
  let start = 0;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    start += encoder.encode(line).length + 1;
    if (!COPY_FROM_STDIN.test(line)) continue;
    const end = lines.findIndex((other, at) => at > index && END.test(other));
    if (end < 0) break;
    unparsed.push({
      start,
      text: "\\.",
      line: index + 2,
      column: 1,
      message: `${end - index - 1} lines of data for copy … from stdin: psql sends them, the Supabase CLI stops at the first`,
    });
    for (let at = index + 1; at <= end; at++) {
      const { length } = encoder.encode(lines[at] ?? "");
      start += length + 1;
      lines[at] = " ".repeat(length);
    }
    index = end;
  }
  return { sql: lines.join("\n"), unparsed };
}
