import type { LedgerEntry } from "../catalog/ledger.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { ManifestMigration } from "../manifest/manifest.ts";
import { groupsOf, type Keys, type Pair, pairByName, pairInOrder } from "./pairing.ts";
import { type Content, contentOfFile, NO_STATEMENT } from "./row_content.ts";
import { compareVersionsAsText, versionNumber } from "./versions.ts";

export type { Pair } from "./pairing.ts";

/** A file of which the ledger has no row. */
export interface Pending {
  readonly file: ManifestMigration;
  /** A row of the file's version, which records another migration. */
  readonly taken: LedgerEntry | undefined;
  /** Rows without a file that may be the same migration under another version; which one cannot be told. */
  readonly candidates: readonly LedgerEntry[];
}

/** A row of which there is no file. */
export interface Stray {
  readonly row: LedgerEntry;
  /** A file of the row's version, which is another migration. */
  readonly taken: ManifestMigration | undefined;
  /** Files without a row that may be the same migration under another version; which one cannot be told. */
  readonly candidates: readonly ManifestMigration[];
}

/** Rows and files of one version of which it cannot be told which row records which file. */
export interface Undecided {
  readonly version: string;
  readonly rows: readonly LedgerEntry[];
  readonly files: readonly ManifestMigration[];
}

/** How a ledger and a folder belong together: every row and every file is in exactly one of the lists. */
export interface Reconciliation {
  /** Same version, same statements. */
  readonly same: readonly Pair[];
  /** Same version; the ledger keeps no statements to compare. */
  readonly unproved: readonly Pair[];
  /** Same version, other statements. */
  readonly edited: readonly Pair[];
  /** Same statements, other version. */
  readonly renamed: readonly Pair[];
  readonly notApplied: readonly Pending[];
  readonly notInRepository: readonly Stray[];
  /** Further rows of a version of which another row is in one of the other lists. */
  readonly repeated: readonly LedgerEntry[];
  readonly undecided: readonly Undecided[];
}

/**
 * Finds out which row records which file: by version and statements, then by statements alone, then by version alone.
 * What could be two things is neither. Pure, and the same in whatever order rows and files come.
 */
export function reconcile(
  rows: readonly LedgerEntry[],
  files: readonly ManifestMigration[],
  contents: ReadonlyMap<LedgerEntry, Content>,
): Reconciliation {
  const contentOf = (row: LedgerEntry): Content => contents.get(row) ?? null;
  const all = { rows: inOrder(rows), files: inOrder(files) };
  const left = { rows: new Set(all.rows), files: new Set(all.files) };
  const take = (pairs: readonly Pair[]): readonly Pair[] => {
    for (const { row, file } of pairs) {
      left.rows.delete(row);
      left.files.delete(file);
    }
    return pairs;
  };
  const byContent: Keys = {
    ofRow: (row) => identifying(contentOf(row)),
    ofFile: (file) => identifying(contentOfFile(file)),
  };
  const byBoth: Keys = {
    ofRow: (row) => JSON.stringify([row.version, contentOf(row)]),
    ofFile: (file) => JSON.stringify([file.version, contentOfFile(file)]),
  };
  const same = take(groupsOf(left, byBoth).flatMap(pairInOrder));
  // A version without statements is all that the CLI goes by, so no row of another version may claim its file.
  const unproved = take(
    groupsOf(left, byVersion).flatMap((group) =>
      group.rows.every((row) => contentOf(row) === null) ? pairByName(group) : [],
    ),
  );
  const renamed = take(groupsOf(left, byContent).flatMap(pairByName));
  const sameVersion = take(groupsOf(left, byVersion).flatMap(pairByName));
  // Of several candidates one may be left now.
  const renamedAfterAll = take(groupsOf(left, byContent).flatMap(pairByName));
  const undecided = groupsOf(left, byVersion).map((group) => ({
    version: group.rows[0]?.version ?? "",
    ...group,
  }));
  for (const group of undecided) {
    for (const row of group.rows) left.rows.delete(row);
    for (const file of group.files) left.files.delete(file);
  }
  return {
    same,
    unproved: [...unproved, ...sameVersion.filter(({ row }) => contentOf(row) === null)],
    edited: sameVersion.filter(({ row }) => contentOf(row) !== null),
    renamed: [...renamed, ...renamedAfterAll],
    undecided,
    ...leftOver({ all, left, contentOf }),
  };
}

const byVersion: Keys = { ofRow: (row) => row.version, ofFile: (file) => file.version };

/** By version, and then by everything else, so that the order given makes no difference. */
function inOrder<Entry extends LedgerEntry | ManifestMigration>(entries: readonly Entry[]): readonly Entry[] {
  return entries.toSorted(
    (one, other) =>
      compareVersionsAsText(one.version, other.version) ||
      compareTexts(JSON.stringify([one.name, one]), JSON.stringify([other.name, other])),
  );
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** A content by which a migration can be told; nothing where it has no statement, as many others do. */
function identifying(content: Content): string | undefined {
  return content === null || content === NO_STATEMENT ? undefined : content;
}

function leftOver(state: {
  readonly all: { readonly rows: readonly LedgerEntry[]; readonly files: readonly ManifestMigration[] };
  readonly left: { readonly rows: ReadonlySet<LedgerEntry>; readonly files: ReadonlySet<ManifestMigration> };
  readonly contentOf: (row: LedgerEntry) => Content;
}): Pick<Reconciliation, "notApplied" | "notInRepository" | "repeated"> {
  const { all, left } = state;
  const rowsOf = groupBy(all.rows, (row) => row.version);
  const filesOf = groupBy(all.files, (file) => file.version);
  // Of a version one row is told here, and only where no row of it has found its file.
  const strays = [...rowsOf.values()].flatMap(([row, ...others]) =>
    row !== undefined && [row, ...others].every((each) => left.rows.has(each)) ? [row] : [],
  );
  const candidates = candidatesOf(strays, { files: [...left.files], contentOf: state.contentOf });
  const rowsByCandidate = groupBy(
    [...candidates].flatMap(([row, files]) => files.map((file) => ({ row, file }))),
    ({ file }) => file,
  );
  const isStray = new Set(strays);
  return {
    notApplied: [...left.files].map((file) => ({
      file,
      taken: rowsOf.get(file.version)?.[0],
      candidates: (rowsByCandidate.get(file) ?? []).map(({ row }) => row),
    })),
    notInRepository: strays.map((row) => ({
      row,
      taken: filesOf.get(row.version)?.[0],
      candidates: candidates.get(row) ?? [],
    })),
    repeated: [...left.rows].filter((row) => !isStray.has(row)),
  };
}

/** Files that a row may record: of the same content; where it has none to compare, of the same name or number. */
function candidatesOf(
  rows: readonly LedgerEntry[],
  known: {
    readonly files: readonly ManifestMigration[];
    readonly contentOf: (row: LedgerEntry) => Content;
  },
): ReadonlyMap<LedgerEntry, readonly ManifestMigration[]> {
  const byContent = groupBy(known.files, (file) => identifying(contentOfFile(file)));
  const byName = groupBy(known.files, (file) => file.name);
  const byNumber = groupBy(known.files, (file) => versionNumber(file.version));
  return new Map(
    rows.map((row) => {
      const content = known.contentOf(row);
      if (content !== null) {
        const key = identifying(content);
        return [row, key === undefined ? [] : (byContent.get(key) ?? [])];
      }
      const number = versionNumber(row.version);
      const named = row.name === null || row.name === "" ? [] : (byName.get(row.name) ?? []);
      const numbered = number === undefined ? [] : (byNumber.get(number) ?? []);
      return [row, [...new Set([...named, ...numbered])]];
    }),
  );
}
