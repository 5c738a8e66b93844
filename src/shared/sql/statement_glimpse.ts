import { type SqlParser, SqlSyntaxError } from "./parser.ts";

/** Tokens that hold a value: strings of every kind, dollar-quoted bodies among them. */
const VALUES = new Set(["SCONST", "USCONST", "BCONST", "XCONST"]);
const LONGEST = 100;

/**
 * The beginning of a statement on one line, at most 100 characters, for messages: comments are left out and strings,
 * which may be secrets, are dots. Empty where the scanner refuses the text.
 */
export function statementGlimpse(parser: SqlParser, sql: string): string {
  let tokens: ReturnType<SqlParser["scan"]>;
  try {
    tokens = parser.scan(sql);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return "";
    throw error;
  }
  const bytes = new TextEncoder().encode(sql);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let text = "";
  let end = 0;
  for (const token of tokens) {
    if (token.name.endsWith("_COMMENT")) continue;
    const gap = text === "" || token.start === end ? "" : " ";
    text += gap + (VALUES.has(token.name) ? "'…'" : decoder.decode(bytes.subarray(token.start, token.end)));
    end = token.end;
    if (text.length > LONGEST) return `${[...text].slice(0, LONGEST - 1).join("")}…`;
  }
  return text;
}
