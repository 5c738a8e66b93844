import type { ReadStatement } from "../migrations/reading.ts";
import type { FolderTimeline } from "../migrations/timeline.ts";
import type { BaselineStatement } from "./baseline_parts.ts";
import type { PlacedStatement } from "./baseline_text.ts";
import type { ChainStatement } from "./chain_statements.ts";

/** A file of the baseline with what stands in it. */
export interface PlacedFile {
  readonly file: string;
  readonly statements: readonly PlacedStatement[];
}

/** Finds where statements and objects of the old chain stand in the baseline. */
export interface Placements {
  /** `20260101000000_baseline.sql:12`, for a statement that stands there as it stood. */
  ofCarried(entry: ChainStatement): string | undefined;
  /** Files that hold what is left of the statement's objects. */
  ofObjects(entry: ChainStatement): readonly string[];
}

/** Looks up where everything went. */
export function placementsOf(
  files: readonly PlacedFile[],
  read: ReadonlyMap<string, ReadStatement>,
): Placements {
  const carried = new Map<ChainStatement, string>();
  const byObject = new Map<string, string>();
  for (const { file, statements } of files) {
    for (const { statement, line } of statements) {
      if (statement.from !== undefined) carried.set(statement.from, `${file}:${line}`);
      for (const key of keysOf(statement)) if (!byObject.has(key)) byObject.set(key, file);
    }
  }
  return {
    ofCarried: (entry) => carried.get(entry),
    ofObjects: (entry) => {
      const events = read.get(readKey(entry.file.file, entry.statement.start))?.events ?? [];
      const found = events.flatMap(({ ref }) => {
        const table = ref.table === undefined ? undefined : `relation ${ref.schema ?? ""}.${ref.table}`;
        const file =
          byObject.get(`${ref.kind} ${plain(ref.identity)}`) ??
          (table === undefined ? undefined : byObject.get(table));
        return file === undefined ? [] : [file];
      });
      return [...new Set(found)];
    },
  };
}

/** Key of a statement among those that were read. */
export function readKey(file: string, start: number): string {
  return `${file}\u0000${start}`;
}

/** The statements of a timeline by their place. */
export function readStatements({ folder }: FolderTimeline): ReadonlyMap<string, ReadStatement> {
  return new Map(
    folder.files.flatMap((file) =>
      file.statements.map((read) => [readKey(file.file, read.statement.start), read] as const),
    ),
  );
}

function keysOf({ objects, table }: BaselineStatement): readonly string[] {
  const named = objects.map((key) => {
    const at = key.indexOf(" ");
    return `${key.slice(0, at)} ${plain(key.slice(at + 1))}`;
  });
  return table === undefined ? named : [...named, `relation ${plain(table)}`];
}

/** An identity without argument types, which the old text may spell otherwise, and without quotes. */
function plain(identity: string): string {
  return identity.replace(/\([^()]*\)$/, "").replaceAll('"', "");
}
