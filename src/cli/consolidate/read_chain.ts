import { readFile, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { type Chain, chainFrom } from "../../shared/consolidate/chain.ts";
import type { Decisions } from "../../shared/consolidate/decisions.ts";
import { MERGE_FILE } from "../../shared/consolidate/merge/merge_proposal.ts";
import { SupawardenError } from "../../shared/errors.ts";
import { discoverMigrations, type MigrationFile } from "../../shared/migrations/discover.ts";
import { readFolders } from "../../shared/migrations/read_folders.ts";
import { loadSqlParser } from "../../shared/sql/parser.ts";
import { readMigrations } from "../migration_files.ts";
import { openFolders } from "../migration_folders.ts";
import { reasonOf } from "../output.ts";
import { reportedPaths } from "../repository.ts";

/**
 * Reads the folders, in the order given; with none, those below the working directory. Files that a decision leaves out,
 * and those of the baseline where it lies in one of the folders, are not part of the chain.
 * @throws SupawardenError `input` when one cannot be read, or no migration is left.
 */
export async function readChain(
  folders: readonly string[],
  { decisions, without }: { readonly decisions: Decisions; readonly without: readonly MigrationFile[] },
): Promise<Chain> {
  const reading = readFolders(openFolders(folders), await loadSqlParser());
  const excluded = new Set(without.map(({ file }) => reportedPaths(dirname(file))(file)));
  const chain = chainFrom(reading, { decisions, without: excluded });
  if (chain.files.length === 0) {
    throw new SupawardenError("input", `no migration is left in ${folders.join(", ")}`, {
      hint: "The baseline is not a part of the chain that it replaces: give the folder of the old files.",
    });
  }
  return chain;
}

/** Steps that change on purpose what the baseline makes, and so are no part of the proof. */
export function isStep({ name }: MigrationFile): boolean {
  return name.startsWith("harden_") || name.startsWith(MERGE_FILE);
}

/** Files and folders of a baseline, in the order of their names; steps behind it are left out. */
export async function readBaseline(paths: readonly string[]): Promise<readonly MigrationFile[]> {
  const files: MigrationFile[] = [];
  for (const path of paths) {
    if (await isFolder(path)) files.push(...(await readMigrations(path)).files);
    else files.push(await readOne(path));
  }
  return files.filter((file) => !isStep(file));
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
