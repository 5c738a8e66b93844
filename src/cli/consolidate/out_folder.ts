import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Chain } from "../../shared/consolidate/chain.ts";
import { SupawardenError } from "../../shared/errors.ts";
import type { ReadFolder } from "../../shared/migrations/reading.ts";
import { reasonOf } from "../output.ts";

/** A file to be written into the migrations folder. */
export interface OutFile {
  readonly file: string;
  readonly text: string;
}

/** Names of what `write` makes in the output folder. */
export const OUT = {
  migrations: "migrations",
  archive: "migrations_archive",
  report: "CONSOLIDATION.md",
} as const;

/**
 * Refuses an output folder that holds something else.
 * @throws SupawardenError `usage` when its migrations folder is not empty.
 */
export async function requireFreeFolder(out: string): Promise<void> {
  const names = await readdir(join(out, OUT.migrations)).catch(() => []);
  if (names.length === 0) return;
  throw new SupawardenError("usage", `${join(out, OUT.migrations)} is not empty: it has ${names[0]}`, {
    hint: "Give another folder by --out; nothing is written over.",
  });
}

/** Writes the new files, and the old ones into the archive: as copies, or moved out of their folder. */
export async function writeOutFolder(
  out: string,
  content: {
    readonly files: readonly OutFile[];
    readonly report: string;
    readonly chain: Chain;
    readonly folders: readonly string[];
    readonly move: boolean;
  },
): Promise<void> {
  try {
    await mkdir(join(out, OUT.migrations), { recursive: true });
    for (const { file, text } of content.files) await writeFile(join(out, OUT.migrations, file), text);
    await archive(out, content);
    await writeFile(join(out, OUT.report), content.report);
  } catch (error) {
    if (error instanceof SupawardenError) throw error;
    throw new SupawardenError("input", `cannot write to ${out}: ${reasonOf(error)}`, {
      hint: "Give a folder that may be written; old files that were moved lie in its migrations_archive.",
      cause: error,
    });
  }
}

async function archive(
  out: string,
  {
    chain,
    folders,
    move,
  }: { readonly chain: Chain; readonly folders: readonly string[]; readonly move: boolean },
): Promise<void> {
  for (const [index, folder] of chain.reading.folders.entries()) {
    const source = sourceOf(folder, folders[index] ?? folders[0] ?? ".");
    const target = join(out, OUT.archive, archiveName(chain, index));
    for (const { path } of folder.files) {
      // A way back beside `versions/` is read with the folder and lies outside of it.
      const place = join(target, path.replaceAll("../", "_up/"));
      await mkdir(dirname(place), { recursive: true });
      if (move) await moveFile(join(source, path), place);
      else await writeFile(place, await readFile(join(source, path)));
    }
  }
}

/**
 * Where a folder lies: reports print its path from the repository, the working directory or the root on.
 * @param start a folder that it lies in or that is it.
 */
function sourceOf({ path, files }: ReadFolder, start: string): string {
  const [first] = files;
  const holdsIt = (folder: string) => first === undefined || existsSync(join(folder, first.path));
  if (holdsIt(resolve(start))) return resolve(start);
  for (let base = resolve(start); ; base = dirname(base)) {
    const folder = resolve(base, path);
    if (holdsIt(folder)) return folder;
    if (base === dirname(base)) break;
  }
  throw new SupawardenError("input", `the old files of ${path} are not where they were read`, {
    hint: "Run the command again; nothing was moved.",
  });
}

/** One folder needs no name of its own; several are told apart by their paths. */
function archiveName({ reading }: Chain, index: number): string {
  const paths = reading.folders.map(({ path }) => path);
  if (paths.length === 1) return "";
  return (paths[index] ?? String(index)).replace(/^(?:\.\.?\/)+/, "").replace(/^\/+/, "");
}

/** Another file system takes no rename: there the file is copied, read back, and only then removed. */
async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EXDEV")) throw error;
    const bytes = await readFile(from);
    await writeFile(to, bytes);
    if (!(await readFile(to)).equals(bytes)) throw error;
    await rm(from);
  }
}
