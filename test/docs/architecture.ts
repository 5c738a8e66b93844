import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** Where the sources are, and how far down a folder of its own is shown. */
const ROOT = join(import.meta.dirname, "..", "..");
const SOURCES = ["src", "supabase/functions"];

/** Imports between folders: which folder needs which. A file that lies directly in `src/shared` is a node of its own. */
export type FolderImports = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads every static and dynamic import between source files. */
export function readFolderImports(): FolderImports {
  const found = new Map<string, Set<string>>();
  for (const base of SOURCES) {
    for (const entry of readdirSync(join(ROOT, base), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
      const file = join(entry.parentPath, entry.name);
      const from = folderOf(file);
      const needed = found.get(from) ?? new Set<string>();
      found.set(from, needed);
      for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(
        /(?:\bfrom|\bimport\(|\bimport)\s*"(\.[^"]+)"/g,
      )) {
        const to = folderOf(join(dirname(file), specifier));
        if (to !== from) needed.add(to);
      }
    }
  }
  return found;
}

function folderOf(file: string): string {
  const parts = relative(ROOT, file).split("/");
  if (parts[0] === "supabase") return "functions";
  if (parts[1] !== "shared") return parts[1]?.replace(/\.tsx?$/, "") ?? "";
  return (parts[2] ?? "").replace(/\.ts$/, "");
}

/** Folders that need each other, directly or in a ring; none where all imports point one way. */
export function rings(imports: FolderImports): readonly (readonly string[])[] {
  const reach = new Map([...imports.keys()].map((folder) => [folder, reachable(imports, folder)]));
  const found = new Map<string, string[]>();
  for (const [folder, reached] of reach) {
    if (!reached.has(folder)) continue;
    const ring = [...reached].filter((other) => reach.get(other)?.has(folder) === true).sort();
    found.set(ring.join(" "), ring);
  }
  return [...found.values()];
}

function reachable(imports: FolderImports, from: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue = [...(imports.get(from) ?? [])];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    queue.push(...(imports.get(next) ?? []));
  }
  return reached;
}

/** The imports without those that follow from others: what a drawing has to show. */
export function drawn(imports: FolderImports): FolderImports {
  return new Map(
    [...imports].map(([folder, needed]) => [
      folder,
      new Set(
        [...needed].filter(
          (target) => ![...needed].some((other) => other !== target && reachable(imports, other).has(target)),
        ),
      ),
    ]),
  );
}

/** How many folders lie below at most: 0 needs none. */
export function heights(imports: FolderImports): ReadonlyMap<string, number> {
  const known = new Map<string, number>();
  const height = (folder: string): number => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const value = Math.max(-1, ...[...(imports.get(folder) ?? [])].map(height)) + 1;
    known.set(folder, value);
    return value;
  };
  for (const folder of imports.keys()) height(folder);
  return known;
}
