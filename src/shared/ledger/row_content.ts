import type { LedgerEntry } from "../catalog/ledger.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { ManifestMigration } from "../manifest/manifest.ts";
import { cliStatements } from "../migrations/cli_statements.ts";
import { recordedHash, statementHashes, textHash } from "../migrations/statement_hashes.ts";
import type { SqlParser } from "../sql/parser.ts";

/**
 * What a migration does, as far as it can be compared: equal texts mean the same statements. `null` where the ledger
 * keeps no statements of a row.
 */
export type Content = string | null;

/** The content of a migration without a single statement, by which no two can be told to be the same one. */
export const NO_STATEMENT: Content = "";

/** The content of a file. */
export function contentOfFile(migration: ManifestMigration): Content {
  return migration.statements.join(" ");
}

/**
 * Contents of ledger rows. A row that holds what the CLI or the Management API records of a file of the manifest has that
 * file's content, which takes no parser; any other is parsed, if a file is left that it could be equal to.
 */
export function readContents(
  rows: readonly LedgerEntry[],
  {
    migrations,
    parser,
  }: { readonly migrations: readonly ManifestMigration[]; readonly parser: SqlParser | null },
): ReadonlyMap<LedgerEntry, Content> {
  const { known, toParse } = survey(rows, migrations);
  const isToParse = new Set(toParse);
  const contentOf = (row: LedgerEntry): Content => {
    if (row.statements === null) return null;
    if (isToParse.has(row)) return parsed(row.statements, parser);
    // What no file can be equal to is only told apart.
    return known.get(row) ?? `recorded ${recordedHash(row.statements)}`;
  };
  return new Map(rows.map((row) => [row, contentOf(row)]));
}

/** Whether the parser is needed: to compare a row with a file, or to tell in what they differ. */
export function needsParser(rows: readonly LedgerEntry[], migrations: readonly ManifestMigration[]): boolean {
  const { toParse, isEdited } = survey(rows, migrations);
  return toParse.length > 0 || isEdited;
}

/** What hashes alone tell. */
interface Survey {
  /** Contents of the rows that hold what is recorded of a file, whatever its version. */
  readonly known: ReadonlyMap<LedgerEntry, Content>;
  readonly toParse: readonly LedgerEntry[];
  /** Whether a row is known to hold another file than that of its version. */
  readonly isEdited: boolean;
}

function survey(rows: readonly LedgerEntry[], migrations: readonly ManifestMigration[]): Survey {
  const files = filesByHash(migrations);
  const known = new Map<LedgerEntry, Content>();
  const left = new Set(migrations);
  const others: LedgerEntry[] = [];
  const byVersion = groupBy(migrations, (file) => file.version);
  for (const row of rows) {
    if (row.statements === null) continue;
    const file = files.get(recordedHash(row.statements)) ?? fileInOnePiece(row.statements, files);
    if (file !== undefined) known.set(row, contentOfFile(file));
    const own = (byVersion.get(row.version) ?? []).find(
      (each) => left.has(each) && file !== undefined && contentOfFile(each) === contentOfFile(file),
    );
    if (own === undefined) others.push(row);
    else left.delete(own);
  }
  const versions = new Set([...left].map((file) => file.version));
  const counts = new Set([...left].map((file) => file.statements.length));
  return {
    known,
    // Parsing every row of a ledger that was squashed away would cost an edge function all its time.
    toParse: others.filter(
      (row) =>
        !known.has(row) && left.size > 0 && (versions.has(row.version) || counts.has(countStatements(row))),
    ),
    isEdited: others.some((row) => known.has(row) && versions.has(row.version)),
  };
}

/** Files by the hash of what is recorded and by that of the whole text, which differ in what they are made over. */
function filesByHash(migrations: readonly ManifestMigration[]): ReadonlyMap<string, ManifestMigration> {
  return new Map(migrations.flatMap((file) => [[file.recorded, file] as const, [file.text, file] as const]));
}

function fileInOnePiece(
  statements: readonly string[],
  files: ReadonlyMap<string, ManifestMigration>,
): ManifestMigration | undefined {
  const [whole, ...more] = statements;
  return whole === undefined || more.length > 0 ? undefined : files.get(textHash(whole));
}

/** How many statements a row has: as many as pieces, but for comments. */
function countStatements({ statements }: LedgerEntry): number {
  const pieces =
    statements === null || statements.length > 1 ? statements : statements.flatMap(cliStatements);
  return (pieces ?? []).filter((piece) => !isComment(piece)).length;
}

/** Whether a piece is comments alone, as the CLI records what stands after the last statement of a file. */
function isComment(piece: string): boolean {
  let rest = piece.trimStart();
  for (;;) {
    const end = rest.startsWith("--") ? "\n" : rest.startsWith("/*") ? "*/" : undefined;
    if (end === undefined) return rest === "";
    const at = rest.indexOf(end, 2);
    if (at < 0) return true;
    rest = rest.slice(at + end.length).trimStart();
  }
}

function parsed(statements: readonly string[], parser: SqlParser | null): Content {
  if (parser === null) throw new Error("a ledger row has to be parsed, and there is no parser");
  return statementHashes(statements, parser).join(" ");
}
