import type { LedgerEntry } from "../catalog/ledger.ts";
import type { ManifestMigration } from "../manifest/manifest.ts";
import { recordedHash, statementHashes, textHash } from "../migrations/statement_hashes.ts";
import type { SqlParser } from "../sql/parser.ts";

/**
 * What a migration does, as far as it can be compared: equal texts mean the same statements. `null` where the ledger
 * keeps no statements of a row.
 */
export type Content = string | null;

/** The content of a file. */
export function contentOfFile(migration: ManifestMigration): Content {
  return migration.statements.join(" ");
}

/** The content of a migration without a single statement, by which no two can be told to be the same one. */
export const NO_STATEMENT: Content = "";

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
  const known = knownContents(migrations);
  const read = needsParser(rows, migrations) ? parsed : asRecorded;
  return new Map(
    rows.map((row) => [
      row,
      row.statements === null ? null : (knownContent(row, known) ?? read(row, parser)),
    ]),
  );
}

/** A content that no file has. */
function asRecorded(row: LedgerEntry): Content {
  return `recorded ${recordedHash(row.statements ?? [])}`;
}

/** Whether the parser is needed: a row and a file are left that are not one version as recorded. */
export function needsParser(rows: readonly LedgerEntry[], migrations: readonly ManifestMigration[]): boolean {
  const known = knownContents(migrations);
  const left = new Map<string, number>();
  for (const file of migrations) {
    const key = keyOf(file.version, contentOfFile(file));
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  let isRowLeft = false;
  for (const row of rows) {
    if (row.statements === null) continue;
    const content = knownContent(row, known);
    const key = content === undefined ? undefined : keyOf(row.version, content);
    const count = key === undefined ? 0 : (left.get(key) ?? 0);
    if (key === undefined || count === 0) isRowLeft = true;
    else left.set(key, count - 1);
  }
  return isRowLeft && [...left.values()].some((count) => count > 0);
}

function keyOf(version: string, content: Content): string {
  return JSON.stringify([version, content]);
}

/** Contents by the hash of what is recorded and by that of the whole text, which differ in what they are made over. */
function knownContents(migrations: readonly ManifestMigration[]): ReadonlyMap<string, Content> {
  return new Map(
    migrations.flatMap((file) => [
      [file.recorded, contentOfFile(file)] as const,
      [file.text, contentOfFile(file)] as const,
    ]),
  );
}

function knownContent(row: LedgerEntry, known: ReadonlyMap<string, Content>): Content | undefined {
  const statements = row.statements ?? [];
  const [whole] = statements;
  const recorded = known.get(recordedHash(statements));
  if (recorded !== undefined || whole === undefined || statements.length > 1) return recorded;
  return known.get(textHash(whole));
}

function parsed(row: LedgerEntry, parser: SqlParser | null): Content {
  if (parser === null) throw new Error("a ledger row has to be parsed, and there is no parser");
  return statementHashes(row.statements ?? [], parser).join(" ");
}
