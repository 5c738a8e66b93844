import type { ParsedStatement, SqlParser } from "../sql/parser.ts";
import { createTextPlace } from "../sql/text_place.ts";

/**
 * The statements of a file as the Supabase CLI writes them into the ledger: the text between two semicolons, comments
 * kept, blanks at both ends and the semicolon left out, nothing for an empty stretch. A comment behind the last
 * semicolon is a statement of its own.
 */
export function recordedStatements(
  text: string,
  { statements, parser }: { readonly statements: readonly ParsedStatement[]; readonly parser: SqlParser },
): readonly string[] {
  const place = createTextPlace(text);
  const ends: number[] = [];
  let from = 0;
  for (const next of [...statements, undefined]) {
    // Between two statements there are blanks, comments and at least one semicolon.
    const gap = place.slice(from, next?.start ?? place.bytes.length);
    ends.push(...semicolons(gap, parser).map((at) => from + at + 1));
    from = next?.end ?? from;
  }
  ends.push(place.bytes.length);
  return ends.flatMap((end, index) => {
    const written = place
      .slice(ends[index - 1] ?? 0, end)
      .replace(/;+$/, "")
      .trim();
    return written === "" ? [] : [written];
  });
}

/** Byte offsets of the semicolons in a stretch of blanks, comments and semicolons. */
function semicolons(gap: string, parser: SqlParser): readonly number[] {
  // Most gaps have no comment, and a call of the scanner costs more than a look.
  if (!gap.includes("--") && !gap.includes("/*")) {
    const bytes = new TextEncoder().encode(gap);
    return Array.from(bytes.keys()).filter((at) => bytes[at] === SEMICOLON);
  }
  return parser.scan(gap).flatMap(({ name, start }) => (name === "ASCII_59" ? [start] : []));
}

const SEMICOLON = 59;
