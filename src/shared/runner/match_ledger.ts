import type { MigrationFile } from "../migrations/discover.ts";
import { normaliseStatement } from "../sql/normalise.ts";
import { type SqlParser, SqlSyntaxError } from "../sql/parser.ts";
import type { LedgerRow } from "./ledger_table.ts";

/** What became of a file or a row when files and ledger are laid side by side. */
export type Match =
  /** The row records what the file says; comments and layout make no difference. */
  | { readonly kind: "applied"; readonly file: MigrationFile; readonly row: LedgerRow }
  /** The row records something else. */
  | { readonly kind: "edited"; readonly file: MigrationFile; readonly row: LedgerRow }
  /** The row records no statements, so only the version speaks for the file. */
  | { readonly kind: "unrecorded"; readonly file: MigrationFile; readonly row: LedgerRow }
  /** The row records what the file says, under another version. */
  | { readonly kind: "renamed"; readonly file: MigrationFile; readonly row: LedgerRow }
  | { readonly kind: "pending"; readonly file: MigrationFile }
  /** No file has the version or says what the row records. */
  | { readonly kind: "no_file"; readonly row: LedgerRow };

/** Lays files and ledger side by side: by version first, what is left by content. In order of the versions' text. */
export function matchLedger(
  files: readonly MigrationFile[],
  rows: readonly LedgerRow[],
  parser: SqlParser,
): readonly Match[] {
  const rowOf = new Map(rows.map((row) => [row.version, row]));
  const versions = new Set(files.map(({ version }) => version));
  const orphans = rows.filter(({ version }) => !versions.has(version));
  const contents = new Map<string, LedgerRow>();
  for (const row of orphans) {
    const content = contentOfRow(row, parser);
    if (content !== undefined && content !== "" && !contents.has(content)) contents.set(content, row);
  }
  const renamed = new Set<LedgerRow>();
  const matches = files.map((file): Match => {
    const row = rowOf.get(file.version);
    if (row !== undefined) return { kind: sameContent(file, { row, parser }), file, row };
    const twin = contents.size === 0 ? undefined : contents.get(contentOf(file.text, parser));
    if (twin === undefined || renamed.has(twin)) return { kind: "pending", file };
    renamed.add(twin);
    return { kind: "renamed", file, row: twin };
  });
  const left = orphans.filter((row) => !renamed.has(row)).map((row): Match => ({ kind: "no_file", row }));
  return [...matches, ...left].sort((one, other) => {
    const [left, right] = [versionOfMatch(one), versionOfMatch(other)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

/** The version under which a match is listed: the file's, or the row's where there is no file. */
export function versionOfMatch(match: Match): string {
  return match.kind === "no_file" ? match.row.version : match.file.version;
}

function sameContent(
  file: MigrationFile,
  { row, parser }: { readonly row: LedgerRow; readonly parser: SqlParser },
): "applied" | "edited" | "unrecorded" {
  if (row.statements === null) return "unrecorded";
  if (isWrittenAs(file.text, row.statements)) return "applied";
  return contentOf(file.text, parser) === contentOfRow(row, parser) ? "applied" : "edited";
}

/** Whether a text is these statements, a semicolon and blanks between them: most rows are told so, without the parser. */
function isWrittenAs(text: string, statements: readonly string[]): boolean {
  let from = text.startsWith("\ufeff") ? 1 : 0;
  for (const [index, statement] of statements.entries()) {
    const at = text.indexOf(statement, from);
    const gap = at < 0 ? "x" : text.slice(from, at);
    if (!(index === 0 ? /^[\s;]*$/ : /^\s*;[\s;]*$/).test(gap)) return false;
    from = at + statement.length;
  }
  return /^[\s;]*$/.test(text.slice(from));
}

function contentOfRow(row: LedgerRow, parser: SqlParser): string | undefined {
  return row.statements === null ? undefined : contentOf(row.statements.join("\n;\n"), parser);
}

/** What does not parse is compared as it is written. */
function contentOf(text: string, parser: SqlParser): string {
  try {
    return normaliseStatement(parser, text);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return text.replace(/^\ufeff/, "").trim();
    throw error;
  }
}
