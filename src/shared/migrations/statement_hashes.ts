import { sha256Hex } from "../findings/fingerprint.ts";
import { normaliseTokens, normaliseTree } from "../sql/normalise.ts";
import type { SqlParser } from "../sql/parser.ts";
import { cliStatements } from "./cli_statements.ts";
import { splitFile } from "./split_file.ts";

/**
 * SHA-256 of the statements exactly as they are recorded, over their JSON: `array_to_json(statements)::text` of Postgres
 * is the same text.
 */
export function recordedHash(statements: readonly string[]): string {
  const known = recorded.get(statements);
  if (known !== undefined) return known;
  const hash = sha256Hex(JSON.stringify(statements));
  recorded.set(statements, hash);
  return hash;
}

/** Several rules ask for the hashes of one snapshot. */
const recorded = new WeakMap<readonly string[], string>();

/** SHA-256 of a text in one piece; blanks around it, a byte order mark and semicolons at its end make no difference. */
export function textHash(text: string): string {
  return sha256Hex(text.trim().replace(/[;\s]+$/u, ""));
}

/**
 * SHA-256 of each statement in its canonical form, in order. Comments, blanks and the case of keywords make no
 * difference, nor does it whether they come one by one or in one text; a stretch that is no SQL counts as one statement,
 * by its tokens.
 */
export function statementHashes(texts: readonly string[], parser: SqlParser): string[] {
  return hashedStatements(texts, parser).map(({ hash }) => hash);
}

/** The same with the texts of the statements. */
export function hashedStatements(
  texts: readonly string[],
  parser: SqlParser,
): readonly { readonly hash: string; readonly text: string }[] {
  // Cut as the CLI cuts, which leaves characters out that Postgres takes for names (a byte order mark, blanks other than
  // its own). On a line of its own the semicolon ends no comment with which a statement may end.
  const split = splitFile(texts.flatMap(cliStatements).join("\n;\n"), parser);
  const statements = split.statements.map(({ start, text, node }) => ({
    start,
    text,
    form: normaliseTree(parser, node),
  }));
  const others = split.unparsed.map(({ start, text }) => ({
    start,
    text,
    form: normaliseTokens(parser, text.trim()),
  }));
  return [...statements, ...others]
    .sort((left, right) => left.start - right.start)
    .map(({ text, form }) => ({ text, hash: sha256Hex(form) }));
}
