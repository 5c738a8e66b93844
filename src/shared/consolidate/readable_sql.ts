import { quoteIdent } from "../sql/ident.ts";
import { normaliseStatement } from "../sql/normalise.ts";
import { type SqlParser, SqlSyntaxError, type SqlToken } from "../sql/parser.ts";

/**
 * A generated statement as a person would write it: names quoted where they must be, keywords in lower case, one column
 * a line. The parser is asked whether it still says the same; where it does not, the text stays as it was.
 */
export function readableSql(sql: string, parser: SqlParser): string {
  try {
    const written = rewrite(sql, parser);
    return normaliseStatement(parser, written) === normaliseStatement(parser, sql) ? written : sql;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return sql;
    throw error;
  }
}

interface Token extends SqlToken {
  readonly text: string;
}

function rewrite(sql: string, parser: SqlParser): string {
  const bytes = new TextEncoder().encode(sql);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const slice = (start: number, end: number) => decoder.decode(bytes.subarray(start, end));
  const tokens = parser.scan(sql).map((token): Token => ({ ...token, text: slice(token.start, token.end) }));
  const breaks = lineBreaks(tokens);
  let written = "";
  let end = 0;
  for (const [index, token] of tokens.entries()) {
    const gap = slice(end, token.start);
    const indent = breaks.get(index);
    written += indent === undefined ? gap : `\n${indent}`;
    written += tokenText(token);
    end = token.end;
  }
  return (written + slice(end, bytes.length)).trim();
}

function tokenText({ name, keyword, text }: Token): string {
  if (name === "IDENT" && text.startsWith('"')) return quoteIdent(text.slice(1, -1).replaceAll('""', '"'));
  // Postgres folds the letters of ASCII.
  return keyword || name === "IDENT" ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text;
}

/** Positions of tokens before which a line breaks, with the blanks that begin the next one. */
function lineBreaks(tokens: readonly Token[]): ReadonlyMap<number, string> {
  const word = (index: number) => tokens[index]?.text.toLowerCase() ?? "";
  const start = [word(0), word(1)].join(" ");
  if (start === "create table" || start === "create unlogged") {
    // The list of a partition is its bound.
    return tokens.some((_, index) => word(index) === "partition" && word(index + 1) === "of")
      ? new Map()
      : tableBreaks(tokens);
  }
  if (start === "create policy") return clauseBreaks(tokens, ["for", "to", "using", "with", "as"]);
  if (start === "alter table" && tokens.some(({ text }) => text.toLowerCase() === "constraint")) {
    return clauseBreaks(tokens, ["add"]);
  }
  return new Map();
}

/** One column or constraint a line. */
function tableBreaks(tokens: readonly Token[]): ReadonlyMap<number, string> {
  const breaks = new Map<number, string>();
  let depth = 0;
  for (const [index, { text }] of tokens.entries()) {
    if (text === "(") {
      depth++;
      if (depth === 1 && breaks.size === 0) breaks.set(index + 1, "  ");
    } else if (text === ")") {
      depth--;
      if (depth === 0) {
        if (breaks.has(index)) breaks.delete(index);
        else breaks.set(index, "");
        // What follows is no list of columns.
        break;
      }
    } else if (text === "," && depth === 1) breaks.set(index + 1, "  ");
  }
  return breaks;
}

function clauseBreaks(tokens: readonly Token[], words: readonly string[]): ReadonlyMap<number, string> {
  const breaks = new Map<number, string>();
  let depth = 0;
  for (const [index, { text, keyword }] of tokens.entries()) {
    if (text === "(") depth++;
    else if (text === ")") depth--;
    else if (depth === 0 && keyword && index > 2 && words.includes(text.toLowerCase()))
      breaks.set(index, "  ");
  }
  return breaks;
}
