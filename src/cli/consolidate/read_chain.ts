import { readFile, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { Decisions } from "../../shared/consolidate/decisions.ts";
import { SupawardenError } from "../../shared/errors.ts";
import {
  discoverMigrations,
  type MigrationFile,
  type SkippedEntry,
} from "../../shared/migrations/discover.ts";
import { readMigrations } from "../migration_files.ts";
import { reasonOf } from "../output.ts";

/** The migrations of one or many folders, in the order in which they are replayed. */
export interface Chain {
  readonly folders: readonly string[];
  readonly files: readonly MigrationFile[];
  readonly skipped: readonly SkippedEntry[];
}

/**
 * Reads the folders one after the other, in the order given. Files that a decision leaves out, and those of the
 * baseline where it lies in one of the folders, are not part of the chain.
 */
export async function readChain(
  folders: readonly string[],
  { decisions, without }: { readonly decisions: Decisions; readonly without: readonly MigrationFile[] },
): Promise<Chain> {
  const excluded = new Set(without.map(({ file }) => resolve(file)));
  const files: MigrationFile[] = [];
  const skipped: SkippedEntry[] = [];
  for (const folder of folders) {
    const found = await readMigrations(folder);
    files.push(
      ...found.files.filter(
        ({ file }) =>
          !excluded.has(resolve(file)) && decisions.get(`version:${basename(file)}`)?.choice !== "leave_out",
      ),
    );
    skipped.push(...found.skipped);
  }
  if (files.length === 0) {
    throw new SupawardenError("input", `no migration is left in ${folders.join(", ")}`, {
      hint: "The baseline is not a part of the chain that it replaces: give the folder of the old files.",
    });
  }
  return { folders, files, skipped };
}

/** Files and folders of a baseline, in the order of their names. */
export async function readBaseline(paths: readonly string[]): Promise<readonly MigrationFile[]> {
  const files: MigrationFile[] = [];
  for (const path of paths) {
    if (await isFolder(path)) files.push(...(await readMigrations(path)).files);
    else files.push(await readOne(path));
  }
  return files;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new SupawardenError("input", `cannot read ${path}: ${reasonOf(error)}`, {
      hint: "Give the baseline that `supawarden consolidate write` made.",
      cause: error,
    });
  }
}

/** The Supabase CLI would skip a file of another name, so it can be no baseline. */
async function readOne(path: string): Promise<MigrationFile> {
  const entry = { name: basename(path), directory: false, bytes: await readFile(path) };
  const [file] = discoverMigrations(dirname(path), [entry]).files;
  if (file === undefined) throw new Error(`no migration was read from ${path}`);
  return { ...file, file: path };
}
