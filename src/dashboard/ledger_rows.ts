/** A migration as the expected side knows it. */
export interface MigrationFileRow {
  readonly version: string;
  readonly name: string;
  readonly file: string;
  readonly bytes?: number;
}

/** A row of the database's ledger. */
export interface LedgerRow {
  readonly version: string;
  readonly name?: string;
  readonly statements?: number;
}

/** `GET /audit/migrations`. */
export interface MigrationsAnswer {
  readonly source: "folder" | "manifest" | "none";
  readonly files: readonly MigrationFileRow[];
  readonly files_unread?: string;
  readonly ledger: readonly LedgerRow[];
  readonly ledger_unread?: string;
}

/** One version with what stands on either side. */
export interface LedgerPair {
  readonly version: string;
  readonly files: readonly MigrationFileRow[];
  readonly row?: LedgerRow;
  readonly standing: "both" | "file only" | "database only" | "several files";
}

/** Both sides side by side, in the order of the ledger: by the text of the version. */
export function pairVersions({
  files,
  ledger,
}: Pick<MigrationsAnswer, "files" | "ledger">): readonly LedgerPair[] {
  const versions = [...new Set([...files, ...ledger].map(({ version }) => version))];
  versions.sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
  const rows = new Map(ledger.map((row) => [row.version, row]));
  return versions.map((version): LedgerPair => {
    const own = files.filter((file) => file.version === version);
    const row = rows.get(version);
    const standing =
      own.length > 1
        ? "several files"
        : own.length === 0
          ? "database only"
          : row === undefined
            ? "file only"
            : "both";
    return { version, files: own, ...(row === undefined ? {} : { row }), standing };
  });
}
