import type { ManifestMigration } from "../manifest/manifest.ts";

/** A statement of a row. */
export interface RowStatement {
  readonly hash: string;
  readonly text: string;
}

/** A statement that one side lacks; `index` is its 0-based place among the statements of its own side. */
export interface OneSided {
  readonly index: number;
  /** Known of a row only: a manifest holds hashes. */
  readonly text?: string;
}

/** How a row and its file differ. */
export interface StatementDifferences {
  readonly onlyInLedger: readonly OneSided[];
  readonly onlyInFile: readonly OneSided[];
  /** Both have the same statements, in another order. */
  readonly reordered: boolean;
}

/** Compares the statements of a row with those of a file, each as often as it occurs. */
export function statementDifferences(
  row: readonly RowStatement[],
  file: ManifestMigration,
): StatementDifferences {
  const onlyInLedger = missingFrom(
    row.map(({ hash }) => hash),
    file.statements,
  ).map((index) => ({ index, text: row[index]?.text ?? "" }));
  const onlyInFile = missingFrom(
    file.statements,
    row.map(({ hash }) => hash),
  ).map((index) => ({ index }));
  return { onlyInLedger, onlyInFile, reordered: onlyInLedger.length === 0 && onlyInFile.length === 0 };
}

/** Places of the hashes that the others do not have, or not so often. */
function missingFrom(hashes: readonly string[], others: readonly string[]): readonly number[] {
  const left = new Map<string, number>();
  for (const hash of others) left.set(hash, (left.get(hash) ?? 0) + 1);
  return hashes.flatMap((hash, index) => {
    const count = left.get(hash) ?? 0;
    left.set(hash, count - 1);
    return count > 0 ? [] : [index];
  });
}
