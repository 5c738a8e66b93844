import type { ParsedStatement, SqlParser, SqlToken } from "../sql/parser.ts";
import { SqlSyntaxError } from "../sql/parser.ts";
import { createTextPlace } from "../sql/text_place.ts";
import { blankCopyBlocks } from "./copy_blocks.ts";

/** A stretch of a file that is no SQL. Offsets are UTF-8 bytes of the file. */
export interface Unparsed {
  readonly start: number;
  readonly text: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A file cut into statements; what does not parse stands between them. */
export interface SplitFile {
  readonly statements: readonly ParsedStatement[];
  readonly unparsed: readonly Unparsed[];
}

const encoder = new TextEncoder();

/**
 * Cuts a file into statements. One that does not parse does not hide the others: lines of psql are set apart, then
 * the text is cut at the semicolons the scanner finds and every piece is parsed alone.
 */
export function splitFile(text: string, parser: SqlParser): SplitFile {
  try {
    return { statements: parser.parse(text).statements, unparsed: [] };
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
  }
  const copied = blankCopyBlocks(text);
  const spoken = blankPsqlLines(copied.sql, parser);
  const { sql } = spoken;
  const unparsed = [...copied.unparsed, ...spoken.unparsed].sort((left, right) => left.start - right.start);
  if (unparsed.length > 0) {
    try {
      return { statements: parser.parse(sql).statements, unparsed };
    } catch (error) {
      if (!(error instanceof SqlSyntaxError)) throw error;
    }
  }
  return parsePieces(sql, { parser, unparsed });
}

/** Blanks out lines that start with a backslash outside of strings: those speak to psql, the server refuses them. */
function blankPsqlLines(
  text: string,
  parser: SqlParser,
): { readonly sql: string; readonly unparsed: Unparsed[] } {
  const strings = tokens(text, parser).filter((token) => token.end - token.start > 1);
  const unparsed: Unparsed[] = [];
  let next = 0;
  const lines = text.split("\n").map((line, index) => {
    const start = next;
    const length = encoder.encode(line).length;
    next += length + 1;
    const command = /^\ufeff?\\(\S+)/.exec(line);
    if (command === null || strings.some((token) => token.start < start && start < token.end)) return line;
    unparsed.push({
      start,
      text: line.trimEnd(),
      line: index + 1,
      column: 1,
      message: `\\${command[1]} is a command of psql, not SQL: the Supabase CLI stops at it`,
    });
    return " ".repeat(length);
  });
  return { sql: lines.join("\n"), unparsed };
}

function parsePieces(
  sql: string,
  context: { readonly parser: SqlParser; readonly unparsed: readonly Unparsed[] },
): SplitFile {
  const { parser } = context;
  const place = createTextPlace(sql);
  const statements: ParsedStatement[] = [];
  const unparsed: Unparsed[] = [...context.unparsed];
  for (const [start, end] of pieces(sql, parser)) {
    const text = place.slice(start, end);
    try {
      for (const statement of parser.parse(text).statements) {
        const at = place.at(start + statement.start);
        statements.push({
          ...statement,
          start: at.offset,
          end: start + statement.end,
          line: at.line,
          column: at.column,
        });
      }
    } catch (error) {
      if (!(error instanceof SqlSyntaxError)) throw error;
      const at = place.at(start + error.offset);
      unparsed.push({
        start: at.offset,
        text: text.trim(),
        line: at.line,
        column: at.column,
        message: error.message,
      });
    }
  }
  return { statements, unparsed: unparsed.sort((left, right) => left.start - right.start) };
}

/** Byte ranges between the semicolons that end statements; the whole text when even the scanner gives up. */
function pieces(sql: string, parser: SqlParser): (readonly [number, number])[] {
  const ends = tokens(sql, parser).flatMap((token) => (token.name === "ASCII_59" ? [token.end] : []));
  return [...ends, encoder.encode(sql).length]
    .map((end, index) => [ends[index - 1] ?? 0, end] as const)
    .filter(([start, end]) => start < end);
}

/** The tokens up to the first that the scanner gives up at, such as a string without an end. */
function tokens(sql: string, parser: SqlParser): readonly SqlToken[] {
  try {
    return parser.scan(sql);
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    const before = createTextPlace(sql).slice(0, error.offset);
    return error.offset > 0 && before.length < sql.length ? tokens(before, parser) : [];
  }
}
