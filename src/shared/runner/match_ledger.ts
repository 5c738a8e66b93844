import type { LedgerEntry } from "../catalog/ledger.ts";
import { reconcile } from "../ledger/reconcile.ts";
import { readContents } from "../ledger/row_content.ts";
import { manifestMigrations } from "../manifest/migrations.ts";
import type { MigrationFile } from "../migrations/discover.ts";
import type { SqlParser } from "../sql/parser.ts";

/** What became of a file or a row when files and ledger are laid side by side. */
export type Match =
  /** The row records what the file says; comments and layout make no difference. */
  | { readonly kind: "applied"; readonly file: MigrationFile; readonly row: LedgerEntry }
  /** The row records something else. */
  | { readonly kind: "edited"; readonly file: MigrationFile; readonly row: LedgerEntry }
  /** The row records no statements, so only the version speaks for the file. */
  | { readonly kind: "unrecorded"; readonly file: MigrationFile; readonly row: LedgerEntry }
  /** The row records what the file says, under another version. */
  | { readonly kind: "renamed"; readonly file: MigrationFile; readonly row: LedgerEntry }
  /** No row is the file's; `taken` is a row of its version that is another migration's. */
  | { readonly kind: "pending"; readonly file: MigrationFile; readonly taken?: LedgerEntry }
  /** No file is the row's; also a second row of one version. */
  | { readonly kind: "no_file"; readonly row: LedgerEntry };

/** Lays files and ledger side by side, by version and content. In order of the versions' text. */
export function matchLedger(
  files: readonly MigrationFile[],
  rows: readonly LedgerEntry[],
  parser: SqlParser,
): readonly Match[] {
  const { pairs, left } = pairAsWritten(files, rows);
  const matches = [...pairs, ...matchRest(left.files, left.rows, parser)];
  return matches.sort((one, other) => {
    const [left, right] = [versionOfMatch(one), versionOfMatch(other)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

/** The version under which a match is listed: the file's, or the row's where there is no file. */
function versionOfMatch(match: Match): string {
  return match.kind === "no_file" ? match.row.version : match.file.version;
}

/** Most rows hold the very text of their file: that is seen without the parser, which costs far more. */
function pairAsWritten(
  files: readonly MigrationFile[],
  rows: readonly LedgerEntry[],
): {
  readonly pairs: readonly Match[];
  readonly left: { readonly files: readonly MigrationFile[]; readonly rows: readonly LedgerEntry[] };
} {
  const leftRows = new Set(rows);
  const rowOf = new Map(rows.map((row) => [row.version, row]));
  const leftFiles: MigrationFile[] = [];
  const pairs = files.flatMap((file): Match[] => {
    const row = rowOf.get(file.version);
    const isSame = row !== undefined && leftRows.has(row) && isWrittenAs(file.text, row.statements ?? null);
    if (!isSame) {
      leftFiles.push(file);
      return [];
    }
    leftRows.delete(row);
    return [{ kind: "applied", file, row }];
  });
  return { pairs, left: { files: leftFiles, rows: [...leftRows] } };
}

/** Whether a text is these statements, a semicolon and blanks between them. */
function isWrittenAs(text: string, statements: readonly string[] | null): boolean {
  if (statements === null) return false;
  let from = text.startsWith("\ufeff") ? 1 : 0;
  for (const [index, statement] of statements.entries()) {
    const at = text.indexOf(statement, from);
    const gap = at < 0 ? "x" : text.slice(from, at);
    if (!(index === 0 ? /^[\s;]*$/ : /^\s*;[\s;]*$/).test(gap)) return false;
    from = at + statement.length;
  }
  return /^[\s;]*$/.test(text.slice(from));
}

function matchRest(
  files: readonly MigrationFile[],
  rows: readonly LedgerEntry[],
  parser: SqlParser,
): readonly Match[] {
  if (rows.length === 0) return files.map((file) => ({ kind: "pending", file }));
  const migrations = manifestMigrations({ files, skipped: [] }, { parser, place: (file) => file });
  const byPath = new Map(files.map((file) => [file.file, file]));
  const found = reconcile(rows, migrations, readContents(rows, { migrations, parser }));
  const paired = (kind: "applied" | "edited" | "unrecorded" | "renamed", pairs: typeof found.same): Match[] =>
    pairs.flatMap(({ file: { file: path }, row }) => {
      const file = byPath.get(path);
      return file === undefined ? [] : [{ kind, file, row }];
    });
  // Which of them is which cannot be told; that none of the rows says what its file says can.
  const undecided = found.undecided.flatMap((group) =>
    group.files.flatMap((file, index) => {
      const row = group.rows[index] ?? group.rows[0];
      return row === undefined ? [] : [{ file, row }];
    }),
  );
  return [
    ...paired("applied", found.same),
    ...paired("unrecorded", found.unproved),
    ...paired("edited", [...found.edited, ...undecided]),
    ...paired("renamed", found.renamed),
    ...found.notApplied.flatMap(({ file: { file: path }, taken }): Match[] => {
      const file = byPath.get(path);
      return file === undefined ? [] : [{ kind: "pending", file, ...(taken === undefined ? {} : { taken }) }];
    }),
    ...found.notInRepository.map(({ row }): Match => ({ kind: "no_file", row })),
    ...found.repeated.map((row): Match => ({ kind: "no_file", row })),
  ];
}
