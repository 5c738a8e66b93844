import { type FSWatcher, watch } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { SupawardenError } from "../../shared/errors.ts";
import { reasonOf } from "../output.ts";

/** What is watched. */
export interface WatchedPaths {
  /** Folders of migrations, with all that lies in them. */
  readonly folders: readonly string[];
  /** Other files; they need not exist. */
  readonly files: readonly string[];
}

/**
 * Calls back with the name of each SQL file, folder or named file that is written, made, renamed or removed. Returns what
 * ends it. Parents are watched too: a folder that goes, as when another branch is checked out, is seen again when it is back.
 * @throws SupawardenError `input` where the system refuses.
 */
export function watchPaths(paths: WatchedPaths, onChange: (name: string) => void): () => void {
  const watchers: FSWatcher[] = [];
  const close = () => {
    for (const watcher of watchers) watcher.close();
  };
  const add = (folder: string, recursive: boolean, isMeant: (name: string) => boolean) => {
    try {
      const watcher = watch(folder, { recursive }, (_event, name) => {
        if (name !== null && isMeant(basename(name))) onChange(name);
      });
      // A folder that is removed while it is watched; its parent tells of it.
      watcher.on("error", () => undefined);
      watchers.push(watcher);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
      close();
      throw new SupawardenError("input", `cannot watch ${folder}: ${reasonOf(error)}`, {
        hint: "Run without --watch; on Linux, fs.inotify.max_user_watches limits what may be watched.",
        cause: error,
      });
    }
  };
  const named = new Map<string, Set<string>>();
  for (const path of [...paths.folders, ...paths.files].map((each) => resolve(each))) {
    const names = named.get(dirname(path)) ?? new Set();
    named.set(dirname(path), names.add(basename(path)));
  }
  for (const folder of paths.folders) add(folder, true, isMigration);
  for (const [folder, names] of named) add(folder, false, (name) => names.has(name));
  return close;
}

/** SQL files, and folders, which seldom have a dot in their names; no temporary file of an editor. */
function isMigration(name: string): boolean {
  if (name.startsWith(".") || name.endsWith("~")) return false;
  return name.toLowerCase().endsWith(".sql") || !name.includes(".");
}
