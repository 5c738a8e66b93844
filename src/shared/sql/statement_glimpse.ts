import { type SqlParser, SqlSyntaxError } from "./parser.ts";

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
    const word = decoder.decode(bytes.subarray(token.start, token.end));
    text += gap + (isValue(token.name, word) ? "'…'" : word);
    end = token.end;
    // A character is at most two code units.
    if (text.length > 2 * LONGEST) break;
  }
  const characters = [...text];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join("")}…` : text;
}

/** Strings of every kind, dollar-quoted bodies among them. The scanner has no name for those with a prefix (`U&`, `B`, `X`). */
function isValue(token: string, word: string): boolean {
  return token === "SCONST" || (token === "UNKNOWN" && word.endsWith("'"));
}
