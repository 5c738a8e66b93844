import type { QualifiedName } from "../sql/walk.ts";

/** A type as a declaration or format_type() writes it. */
export interface TypeText {
  readonly parts: readonly string[];
  readonly typmod: number;
  readonly array: boolean;
  /** `%type` takes a column's type, `%rowtype` a relation's row. */
  readonly of?: "type" | "rowtype";
}

const NAME = /\s*(?:"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_$]*))\s*/uy;
const TAIL = /^(?:\(\s*(\d+)\s*\))?\s*(?:%\s*(type|rowtype))?\s*((?:\[\s*\d*\s*\]|array)*)\s*$/i;

/** Reads a type's text; nothing for the types of many words, which are Postgres' own. */
export function readTypeText(text: string): TypeText | undefined {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    NAME.lastIndex = at;
    const match = NAME.exec(text);
    if (match === null) return undefined;
    parts.push(match[1] === undefined ? (match[2] ?? "").toLowerCase() : match[1].replaceAll('""', '"'));
    at = NAME.lastIndex;
    if (text[at] !== ".") break;
    at++;
  }
  const tail = TAIL.exec(text.slice(at));
  if (tail === null) return undefined;
  const of = tail[2]?.toLowerCase();
  return {
    parts,
    typmod: tail[1] === undefined ? -1 : Number(tail[1]),
    array: (tail[3] ?? "") !== "",
    ...(of === "type" || of === "rowtype" ? { of } : {}),
  };
}

/** The words of a text, unquoted and folded as Postgres does it, without parsing it. */
export function wordsOf(text: string): ReadonlySet<string> {
  const words = text.match(/"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [];
  return new Set(
    words.flatMap((word) =>
      // Inside a body that is itself in quotes a quoted name may lose its partner: both readings count.
      word.startsWith('"')
        ? [
            word.slice(1, -1).replaceAll('""', '"'),
            ...word
              .slice(1, -1)
              .toLowerCase()
              .split(/[^\p{L}\p{N}_$]+/u),
          ]
        : [word.toLowerCase()],
    ),
  );
}

/** The last two names. */
export function lastTwo(parts: readonly string[]): QualifiedName {
  const name = parts.at(-1) ?? "";
  const schema = parts.at(-2);
  return schema === undefined ? { name } : { schema, name };
}
