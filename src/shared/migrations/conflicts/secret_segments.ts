import type { ReadFile, ReadStatement } from "../reading.ts";

/** A stretch of a file: one statement, or what stands between two of them. */
export interface Segment {
  readonly text: string;
  /** Place of its first character in the file, in UTF-16 code units. */
  readonly start: number;
  readonly statement?: ReadStatement;
}

/** Cuts a file's text into its statements and the comments and other text between them. */
export function* segmentsOf(file: ReadFile): Generator<Segment> {
  let next = 0;
  for (const statement of file.statements) {
    const { text } = statement.statement;
    // Statements stand in the file as they are, one after the other.
    const start = file.text.indexOf(text, next);
    if (start < 0) continue;
    if (start > next) yield { text: file.text.slice(next, start), start: next };
    yield { text, start, statement };
    next = start + text.length;
  }
  if (next < file.text.length) yield { text: file.text.slice(next), start: next };
}
