import { SupawardenError } from "../errors.ts";

/** What lies in a migrations folder: `bytes` is null for a folder and for files that need not be read. */
export interface FolderEntry {
  readonly name: string;
  readonly directory: boolean;
  readonly bytes: Uint8Array | null;
}

/** A file that the Supabase CLI runs. */
export interface MigrationFile {
  /** Path as the user knows it: folder and name. */
  readonly file: string;
  /** The digits before the first underscore. */
  readonly version: string;
  /** What stands between that underscore and `.sql`. */
  readonly name: string;
  /** A byte order mark, if there is one, is kept. */
  readonly text: string;
  readonly bytes: number;
}

/** Why an entry is not run: a folder, a name the CLI skips, the way back of another file, or the CLI's own old start. */
export type SkipReason = "directory" | "name" | "down" | "old_init";

/** An entry that is not run. */
export interface SkippedEntry {
  readonly file: string;
  readonly reason: SkipReason;
}

/** A folder's migrations in the order in which they run, and what is left out. */
export interface Discovery {
  readonly files: readonly MigrationFile[];
  readonly skipped: readonly SkippedEntry[];
}

/** The pattern of the Supabase CLI; a name that does not match is skipped with a warning, never an error. */
const MIGRATION_NAME = /^([0-9]+)_(.*)\.sql$/s;

/** The version that the Supabase CLI reads from a file's name; `undefined` where it would skip the file. */
export function versionOf(file: string): string | undefined {
  return MIGRATION_NAME.exec(file.slice(file.lastIndexOf("/") + 1))?.[1];
}

/** The CLI skips the `<14 digits>_init.sql` that versions before this one generated, when it comes first. */
const OLDEST_INIT = "20211209000000";

/**
 * Orders the entries of one folder by the bytes of their names, as the CLI does: by text, so `10_` comes before `9_`.
 * @throws SupawardenError `input` when no file is left to run, or one is not UTF-8.
 */
export function discoverMigrations(folder: string, entries: readonly FolderEntry[]): Discovery {
  const files: MigrationFile[] = [];
  const skipped: SkippedEntry[] = [];
  const ordered = [...entries].sort((left, right) => compareBytes(left.name, right.name));
  for (const entry of ordered) {
    const file = `${folder.replace(/\/+$/, "")}/${entry.name}`;
    const reason = skipReason(entry, files.length === 0);
    if (reason !== undefined) {
      skipped.push({ file, reason });
      continue;
    }
    const [, version = "", name = ""] = MIGRATION_NAME.exec(entry.name) ?? [];
    const bytes = entry.bytes ?? new Uint8Array();
    files.push({ file, version, name, text: decodeMigration(bytes, file), bytes: bytes.byteLength });
  }
  if (files.length === 0) {
    throw new SupawardenError("input", `there is no migration in ${folder}`, {
      hint: "Expected files named <version>_<name>.sql, such as 20260101120000_create_profiles.sql.",
    });
  }
  return { files, skipped };
}

function skipReason(entry: FolderEntry, first: boolean): SkipReason | undefined {
  if (entry.directory) return "directory";
  if (/[._]down\.sql$/.test(entry.name)) return "down";
  const match = MIGRATION_NAME.exec(entry.name);
  if (match === null) return "name";
  const [, version = "", name = ""] = match;
  return first && name === "init" && version.length === 14 && version < OLDEST_INIT ? "old_init" : undefined;
}

const encoder = new TextEncoder();

/** Order of the UTF-8 bytes, which is the order of the code points; JavaScript's own compares UTF-16 code units. */
export function compareBytes(left: string, right: string): number {
  const one = encoder.encode(left);
  const other = encoder.encode(right);
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** The text of a migration file. Throws SupawardenError `input` when it is not UTF-8. */
export function decodeMigration(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw new SupawardenError("input", `${file} is not UTF-8${wide ? ", it looks like UTF-16" : ""}`, {
      hint: "Save the file as UTF-8; Postgres and the Supabase CLI read nothing else.",
      cause: error,
    });
  }
}
