import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { SupawardenError } from "../shared/errors.ts";
import { type FolderListing, holdsMigrations, isSearched } from "../shared/migrations/discover_folders.ts";
import type { FoundFile, FoundFolder } from "../shared/migrations/read_folders.ts";
import { reasonOf } from "./output.ts";
import { reportedPaths } from "./repository.ts";

/** How deep below the start folders are looked for, and how deep inside one files are. */
const MAX_DEPTH = 12;
/** Folders beside `versions/` that hold the ways back. */
const WAYS_BACK = ["down", "rollback", "undo"] as const;

/** A folder as it was found, and where it lies for the system. */
export interface OpenedFolder extends FoundFolder {
  readonly place: string;
}

/**
 * The folders that are named, or those found below the working directory; with the bytes of their SQL files.
 * @throws SupawardenError `input` when one cannot be read, or there is none.
 */
export function openFolders(named: readonly string[], start = "."): readonly OpenedFolder[] {
  const folders = named.length === 0 ? searchBelow(start) : withoutRepeats(named.flatMap(namedFolders));
  if (folders.length === 0) {
    throw new SupawardenError("input", `there is no migrations folder below ${resolve(start)}`, {
      hint: "Name the folders: supawarden analyze supabase/migrations. Looked for are supabase/migrations, migrations/, sql/, versions/ and folders of numbered SQL files.",
    });
  }
  return folders.map(openFolder);
}

/**
 * Where the files of those folders lie: the folders, and beside `versions/` those of the ways back.
 * @throws SupawardenError `input` when one cannot be read, or there is none.
 */
export function placesOf(named: readonly string[]): readonly string[] {
  return openFolders(named).flatMap(({ place }) => [
    place,
    ...(basename(resolve(place)) === "versions"
      ? WAYS_BACK.map((way) => join(place, "..", way)).filter((way) => existsSync(way))
      : []),
  ]);
}

/** A folder with SQL files of its own is one; any other is searched. */
function namedFolders(folder: string): readonly string[] {
  const listing = list(folder);
  if (listing.files.some(isSql) || holdsMigrations(basename(resolve(folder)), listing, inside(folder)))
    return [folder];
  const found = searchBelow(folder);
  if (found.length > 0) return found;
  throw new SupawardenError("input", `there is no migration in ${folder}`, {
    hint: "Expected SQL files such as 20260101120000_create_profiles.sql, or folders that hold them.",
  });
}

/** A folder that was named twice, or by two paths, is one. */
function withoutRepeats(folders: readonly string[]): readonly string[] {
  return [
    ...new Map(folders.map((folder) => [realpathSync(folder), folder] as const).reverse()).values(),
  ].reverse();
}

/** Migration folders below a folder, in the order of their paths; one inside another belongs to it. */
function searchBelow(start: string): readonly string[] {
  const found: string[] = [];
  const visit = (folder: string, depth: number): void => {
    const listing = listIfPermitted(folder);
    if (listing === undefined) return;
    if (holdsMigrations(basename(resolve(folder)), listing, inside(folder))) {
      found.push(folder);
      return;
    }
    if (depth >= MAX_DEPTH) return;
    for (const name of listing.folders) if (isSearched(name)) visit(join(folder, name), depth + 1);
  };
  visit(start, 0);
  return found;
}

function inside(folder: string): (name: string) => FolderListing {
  return (name) => listIfPermitted(join(folder, name)) ?? { files: [], folders: [] };
}

/** What the search may not read is passed over: nobody named it. */
function listIfPermitted(folder: string): FolderListing | undefined {
  try {
    return list(folder);
  } catch (error) {
    if (error instanceof SupawardenError) return undefined;
    throw error;
  }
}

function list(folder: string): FolderListing {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const files: string[] = [];
    const folders: string[] = [];
    for (const entry of entries) {
      // A link may lead anywhere: to a file it counts, to a folder it could lead round in circles. One that leads nowhere
      // counts as the file that it stands for, so that reading it says so.
      if (entry.isFile() || (entry.isSymbolicLink() && isFileOrGone(join(folder, entry.name))))
        files.push(entry.name);
      else if (entry.isDirectory()) folders.push(entry.name);
    }
    return { files: files.sort(), folders: folders.sort() };
  } catch (error) {
    throw unreadable(folder, error);
  }
}

function isFileOrGone(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT";
  }
}

function isSql(name: string): boolean {
  return name.toLowerCase().endsWith(".sql");
}

/** The SQL files of a folder and of the folders inside; beside `versions/` the ways back lie in `down/`. */
function openFolder(folder: string): OpenedFolder {
  const report = reportedPaths(folder);
  const files: FoundFile[] = [];
  const collect = (within: string, depth: number): void => {
    const { files: names, folders } = list(join(folder, within));
    for (const name of names.filter(isSql))
      files.push(read(folder, within === "" ? name : `${within}/${name}`));
    if (depth >= MAX_DEPTH) return;
    for (const name of folders)
      if (!name.startsWith(".")) collect(within === "" ? name : `${within}/${name}`, depth + 1);
  };
  const read = (base: string, path: string): FoundFile => {
    const place = join(base, path);
    try {
      return { path, file: report(place), bytes: readFileSync(place) };
    } catch (error) {
      throw unreadable(place, error);
    }
  };
  collect("", 0);
  if (basename(resolve(folder)) === "versions") {
    for (const way of WAYS_BACK) {
      const listing = listIfPermitted(join(folder, "..", way));
      for (const name of listing?.files.filter(isSql) ?? []) files.push(read(folder, `../${way}/${name}`));
    }
  }
  return { path: displayed(folder, report), place: folder, files };
}

function displayed(folder: string, report: (path: string) => string): string {
  const path = report(folder);
  return path === ""
    ? relative(resolve(folder, ".."), resolve(folder))
    : path.split(sep).join("/").replace(/\/+$/, "");
}

function unreadable(path: string, error: unknown): SupawardenError {
  return new SupawardenError("input", `cannot read ${path}: ${reasonOf(error)}`, {
    hint: "Give folders that hold migration files, such as supabase/migrations.",
    cause: error,
  });
}
