import { sha256Hex } from "../findings/fingerprint.ts";
import { normaliseTokens, normaliseTree } from "../sql/normalise.ts";
import type { SqlParser } from "../sql/parser.ts";
import { type SplitFile, splitFile } from "./split_file.ts";

/**
 * SHA-256 of the statements exactly as they are recorded, over their JSON: `array_to_json(statements)::text` of Postgres
 * is the same text.
 */
export function recordedHash(statements: readonly string[]): string {
  return sha256Hex(JSON.stringify(statements));
}

/** SHA-256 of a text in one piece; blanks around it, a byte order mark and semicolons at its end make no difference. */
export function textHash(text: string): string {
  return sha256Hex(text.trim().replace(/[;\s]+$/u, ""));
}

/**
 * SHA-256 of each statement of a text in its canonical form, in order. Comments, blanks and the case of keywords make no
 * difference, nor does a final semicolon; a stretch that is no SQL counts as one statement, by its tokens.
 */
export function statementHashes(text: string, parser: SqlParser): string[] {
  return hashesOf(splitFile(text, parser), parser);
}

/** The same of a text that is split already. */
export function hashesOf(split: SplitFile, parser: SqlParser): string[] {
  const statements = split.statements.map((statement) => ({
    start: statement.start,
    form: normaliseTree(parser, statement.node),
  }));
  const others = split.unparsed.map((piece) => ({
    start: piece.start,
    form: normaliseTokens(parser, piece.text.trim()),
  }));
  return [...statements, ...others]
    .sort((left, right) => left.start - right.start)
    .map(({ form }) => sha256Hex(form));
}
