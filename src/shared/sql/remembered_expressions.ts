import type { AstNode } from "./ast.ts";
import type { BodyFactsCache } from "./body_facts_cache.ts";
import { type SqlParser, SqlSyntaxError, type SqlToken } from "./parser.ts";

/** Asked of a parser that is not loaded: a text that no earlier run has parsed. */
export class NotRemembered extends Error {
  override readonly name = "NotRemembered";
}

/** What a text parsed to: its tree, or the place at which it is no expression. */
type Remembered =
  | { readonly tree: AstNode }
  | {
      readonly refused: string;
      readonly offset: number;
      readonly line: number;
      readonly column: number;
    };

/**
 * A parser that keeps the trees and tokens of expressions in the cache, and answers from there what was parsed before:
 * to load the parser takes a tenth of a second and 40 MB, and on most nights no expression is new.
 * @param parser where it is left out, every other question throws NotRemembered.
 */
export function rememberingParser(cache: BodyFactsCache, parser?: SqlParser): SqlParser {
  const loaded = (): SqlParser => {
    if (parser === undefined)
      throw new NotRemembered("the parser is asked for a text that it has not parsed before");
    return parser;
  };
  return {
    parse: (sql) => loaded().parse(sql),
    parseTrees: (sql) => loaded().parseTrees(sql),
    parsePlpgsql: (sql) => loaded().parsePlpgsql(sql),
    fingerprint: (sql) => loaded().fingerprint(sql),
    parseExpression: (text) => {
      const key = expressionKey(text);
      const known = cache.recall(key);
      const entry = isRemembered(known) ? known : read(loaded(), text);
      if (entry !== known) cache.remember(key, entry);
      if ("tree" in entry) return entry.tree;
      throw new SqlSyntaxError(entry.refused, entry);
    },
    scan: (text) => {
      // Other texts that are scanned are bodies, whose facts are kept already.
      if (!cache.has(expressionKey(text))) return loaded().scan(text);
      const key = `tokens\n${text}`;
      const known = cache.recall(key) as { readonly tokens?: readonly SqlToken[] } | undefined;
      if (Array.isArray(known?.tokens)) return known.tokens;
      const tokens = loaded().scan(text);
      cache.remember(key, { tokens });
      return tokens;
    },
  };
}

/** What an expression's tree is kept by; its tokens have a key of their own. */
export function expressionKey(text: string): string {
  return `expression\n${text}`;
}

/** All that may be kept of the texts. */
export function expressionKeys(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].flatMap((text) => [expressionKey(text), `tokens\n${text}`]);
}

/** The entry was written by this very version; only its outline is looked at. */
function isRemembered(entry: object | undefined): entry is Remembered {
  if (entry === undefined) return false;
  return "tree" in entry
    ? typeof entry.tree === "object"
    : "refused" in entry && typeof entry.refused === "string";
}

function read(parser: SqlParser, text: string): Remembered {
  try {
    return { tree: parser.parseExpression(text) };
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    const { message, offset, line, column } = error;
    return { refused: message, offset, line, column };
  }
}
