import { arrayToText } from "../database/array_text.ts";
import type { MigrationFile } from "../migrations/discover.ts";
import { splitFile } from "../migrations/split_file.ts";
import type { SqlParser } from "../sql/parser.ts";
import type { LedgerRow, LedgerRows } from "./ledger_rows.ts";

/** What adopting a baseline does to the ledger. */
export interface AdoptPlan {
  readonly database: string;
  readonly before: LedgerRows;
  /** Rows of the old files, which go. */
  readonly removed: readonly {
    readonly version: string;
    readonly name: string | null;
    readonly file: string;
  }[];
  /** Rows that neither the old files nor the baseline know and that the user named; they go as well. */
  readonly removedUnknown: readonly { readonly version: string; readonly name: string | null }[];
  /** Rows that neither the old files nor the baseline know: with any of them nothing is adopted. */
  readonly unknown: readonly { readonly version: string; readonly name: string | null }[];
  /** Old files that were never recorded here. */
  readonly unrecorded: readonly string[];
  readonly added: readonly LedgerRow[];
  /** Every row of the baseline is there and none of the old files: there is nothing to do. */
  readonly isAdopted: boolean;
}

/** The two histories. */
export interface AdoptSubject {
  readonly database: string;
  readonly chain: readonly MigrationFile[];
  readonly baseline: readonly MigrationFile[];
  /** Versions without a file that may go, named one by one. */
  readonly remove: readonly string[];
}

/** Works out which rows go and which come; touches nothing. */
export function planAdoption(
  before: LedgerRows,
  subject: AdoptSubject & { readonly parser: SqlParser },
): AdoptPlan {
  const { chain, baseline, parser } = subject;
  const oldFiles = new Map(chain.map((file) => [file.version, file.file]));
  const newVersions = new Set(baseline.map(({ version }) => version));
  const recorded = before.rows.map((row) => ({ version: row.version ?? "", name: row.name ?? null }));
  const removed = recorded.flatMap(({ version, name }) => {
    const file = newVersions.has(version) ? undefined : oldFiles.get(version);
    return file === undefined ? [] : [{ version, name, file }];
  });
  const strangers = recorded.filter(({ version }) => !oldFiles.has(version) && !newVersions.has(version));
  const versions = new Set(recorded.map(({ version }) => version));
  return {
    database: subject.database,
    before,
    removed,
    removedUnknown: strangers.filter(({ version }) => subject.remove.includes(version)),
    unknown: strangers.filter(({ version }) => !subject.remove.includes(version)),
    unrecorded: chain.filter(({ version }) => !versions.has(version)).map(({ file }) => file),
    added: baseline
      .filter(({ version }) => !versions.has(version))
      .map((file) => rowOf(file, { columns: before.columns, parser })),
    isAdopted: removed.length === 0 && baseline.every(({ version }) => versions.has(version)),
  };
}

/** The row as the Supabase CLI would have written it; columns that only the platform fills get their default. */
function rowOf(
  { version, name, text }: MigrationFile,
  { columns, parser }: { readonly columns: LedgerRows["columns"]; readonly parser: SqlParser },
): LedgerRow {
  const has = (column: string) => columns.some((known) => known.name === column);
  const statements = splitFile(text, parser).statements.map((statement) => statement.text);
  return {
    version,
    ...(has("name") ? { name } : {}),
    ...(has("statements") ? { statements: arrayToText(statements) } : {}),
  };
}
