import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { promisify } from "node:util";

/** The folder of the repository that a path lies in, found by its `.git`; `undefined` outside of one. */
export function repositoryOf(path: string): string | undefined {
  let folder = resolve(path);
  for (;;) {
    if (existsSync(join(folder, ".git"))) return folder;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

/** How reports print the paths of files in a folder: relative to its repository, else to the working directory. */
export function reportedPaths(folder: string): (file: string) => string {
  const base = repositoryOf(folder) ?? process.cwd();
  return (file) => {
    const path = relative(base, resolve(file));
    // Outside of both, the path as the user gave it says more.
    const chosen = path.startsWith("..") || isAbsolute(path) ? file : path;
    return sep === "/" ? chosen : chosen.replaceAll(sep, "/");
  };
}

/** The commit that is checked out where the folder lies; `undefined` without git or outside of a repository. */
export async function checkedOutCommit(folder: string): Promise<string | undefined> {
  if (repositoryOf(folder) === undefined) return undefined;
  try {
    const { stdout } = await promisify(execFile)("git", ["rev-parse", "--verify", "HEAD"], { cwd: folder });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
