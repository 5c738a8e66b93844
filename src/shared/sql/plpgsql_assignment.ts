import type { SqlParser } from "./parser.ts";

/** An assignment's two sides. */
export interface AssignmentText {
  readonly target: string;
  readonly value: string;
}

/** Splits `target := value` (or `=`) at the sign that stands outside the subscripts of the target. */
export function splitAssignment(parser: SqlParser, text: string): AssignmentText {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder();
  const read = (start: number, end: number) => decoder.decode(bytes.subarray(start, end));
  let depth = 0;
  for (const { start, end } of parser.scan(text)) {
    const token = read(start, end);
    if (token === "[" || token === "(") depth++;
    else if (token === "]" || token === ")") depth--;
    else if (depth === 0 && (token === ":=" || token === "=")) {
      return { target: read(0, start).trim(), value: read(end, bytes.length) };
    }
  }
  return { target: "", value: text };
}
