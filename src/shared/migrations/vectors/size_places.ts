import type { SqlParser } from "../../sql/parser.ts";
import { SqlSyntaxError } from "../../sql/parser.ts";
import { createTextPlace } from "../../sql/text_place.ts";

/** A size as a text writes it, such as `vector(384)`. */
export interface WrittenSize {
  readonly kind: string;
  readonly dimension: number;
}

/**
 * Line of the text (1-based) in which a size is written first, from a line on: the tree of a body's statement tells
 * the line in which the statement begins and no other.
 */
export function lineOfSize(
  text: string,
  { kind, dimension }: WrittenSize,
  { parser, from }: { readonly parser: SqlParser; readonly from: number },
): number | undefined {
  try {
    const place = createTextPlace(text);
    const tokens = parser.scan(text).filter(({ name }) => !name.endsWith("_COMMENT"));
    const words = tokens.map(({ start, end }) =>
      place
        .slice(start, end)
        .toLowerCase()
        .replace(/^"(.*)"$/, "$1"),
    );
    for (const [index, token] of tokens.entries()) {
      if (words[index] !== kind || words[index + 1] !== "(" || words[index + 2] !== String(dimension))
        continue;
      const { line } = place.at(token.start);
      if (line >= from) return line;
    }
    return undefined;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return undefined;
    throw error;
  }
}

/** Place (1-based) of the first token that is this name, within a statement's text. */
export function placeOfName(
  text: string,
  name: string,
  parser: SqlParser,
): { readonly line: number; readonly column: number } | undefined {
  try {
    const place = createTextPlace(text);
    for (const { start, end } of parser.scan(text)) {
      const word = place.slice(start, end);
      const read = word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word.toLowerCase();
      if (read === name) return place.at(start);
    }
    return undefined;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return undefined;
    throw error;
  }
}
