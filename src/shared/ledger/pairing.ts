import type { LedgerEntry } from "../catalog/ledger.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { ManifestMigration } from "../manifest/manifest.ts";

/** A row and the file that it records. */
export interface Pair {
  readonly row: LedgerEntry;
  readonly file: ManifestMigration;
}

/** Rows and files that agree in something. */
export interface Group {
  readonly rows: readonly LedgerEntry[];
  readonly files: readonly ManifestMigration[];
}

/** What rows and files are grouped by; those without a key are in no group. */
export interface Keys {
  readonly ofRow: (row: LedgerEntry) => string | undefined;
  readonly ofFile: (file: ManifestMigration) => string | undefined;
}

/** The groups that have both rows and files. */
export function groupsOf(
  left: { readonly rows: Iterable<LedgerEntry>; readonly files: Iterable<ManifestMigration> },
  keys: Keys,
): readonly Group[] {
  const files = groupBy([...left.files], keys.ofFile);
  return [...groupBy([...left.rows], keys.ofRow)].flatMap(([key, rows]): Group[] => {
    const same = key === undefined ? undefined : files.get(key);
    return same === undefined ? [] : [{ rows, files: same }];
  });
}

/** Pairs in the order given, for rows and files that are equal in all that counts. */
export function pairInOrder({ rows, files }: Group): readonly Pair[] {
  return files.flatMap((file, place) => {
    const row = rows[place];
    return row === undefined ? [] : [{ row, file }];
  });
}

/** Pairs the only row with the only file; of several, those whose name only they have, and then the last ones left. */
export function pairByName({ rows, files }: Group): readonly Pair[] {
  const named = groupBy(files, (file) => file.name);
  const pairs = [...groupBy(rows, (row) => row.name ?? "")].flatMap(([name, [row, ...otherRows]]): Pair[] => {
    const [file, ...otherFiles] = named.get(name) ?? [];
    const isOnly = name !== "" && otherRows.length === 0 && otherFiles.length === 0;
    return isOnly && row !== undefined && file !== undefined ? [{ row, file }] : [];
  });
  const paired = new Set<object>(pairs.flatMap((pair) => [pair.row, pair.file]));
  const [row, ...otherRows] = rows.filter((each) => !paired.has(each));
  const [file, ...otherFiles] = files.filter((each) => !paired.has(each));
  const areLast = otherRows.length === 0 && otherFiles.length === 0;
  return areLast && row !== undefined && file !== undefined ? [...pairs, { row, file }] : pairs;
}
