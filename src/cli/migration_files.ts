import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { SupawardenError } from "../shared/errors.ts";
import { type Discovery, discoverMigrations, type FolderEntry } from "../shared/migrations/discover.ts";

/**
 * Reads the migrations of one folder; folders inside it are listed, not entered.
 * @throws SupawardenError `input` when the folder is missing, unreadable, or holds no migration.
 */
export async function readMigrations(folder: string): Promise<Discovery> {
  return discoverMigrations(folder, await readEntries(folder));
}

/**
 * Reads what lies in a folder, without the folders inside it.
 * @throws SupawardenError `input` when it is missing or unreadable.
 */
export async function readEntries(folder: string): Promise<readonly FolderEntry[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    throw unreadable(folder, error);
  }
  const entries: FolderEntry[] = [];
  for (const name of names) entries.push(await readEntry(folder, name));
  return entries;
}

async function readEntry(folder: string, name: string): Promise<FolderEntry> {
  const path = join(folder, name);
  try {
    if ((await stat(path)).isDirectory()) return { name, directory: true, bytes: null };
    return { name, directory: false, bytes: name.endsWith(".sql") ? await readFile(path) : null };
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): SupawardenError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: "it does not exist",
    ENOTDIR: "it is not a folder",
    EACCES: "reading it is not permitted",
  };
  return new SupawardenError("input", `cannot read ${path}: ${reasons[code] ?? code}`, {
    hint: "Give the folder that holds the migration files, such as supabase/migrations.",
    cause: error,
  });
}
