import type { ReadFile } from "../migrations/reading.ts";
import type { FolderTimeline } from "../migrations/timeline.ts";
import { versionsFrom } from "./versions.ts";

/** How files are numbered anew: in blocks of a domain with room behind each, or by times in UTC. */
export type Numbering = "gaps" | "timestamps";

/** The order in which files find what they need: as it is, but a file comes after those that make what it misses. */
export function dependencyOrder({ folder, missing }: FolderTimeline): readonly ReadFile[] {
  const needs = new Map<string, Set<string>>();
  for (const { statement, by, reason } of missing) {
    if (reason !== "later" || by === undefined) continue;
    const [own, other] = [statement.file.file, by.statement.file.file];
    if (own === other) continue;
    needs.set(own, (needs.get(own) ?? new Set()).add(other));
  }
  const files = new Map(folder.files.map((file) => [file.file, file]));
  const written = new Set<ReadFile>();
  const entered = new Set<string>();
  const write = (file: ReadFile): void => {
    // Two files that need each other stay in their order.
    if (entered.has(file.file)) return;
    entered.add(file.file);
    for (const name of needs.get(file.file) ?? []) {
      const needed = files.get(name);
      if (needed !== undefined) write(needed);
    }
    written.add(file);
  };
  for (const file of folder.files) write(file);
  return [...written];
}

/** Names for files that are kept, by the path of each. */
export function renumbered(
  files: readonly ReadFile[],
  options: {
    readonly numbering: Numbering;
    readonly domainOf: (file: ReadFile) => string;
    readonly first: string;
  },
): ReadonlyMap<string, string> {
  const name = (file: ReadFile, version: string) =>
    [file.file, `${version}_${file.name || "migration"}.sql`] as const;
  if (options.numbering === "timestamps") {
    const versions = versionsFrom(options.first, files.length);
    return new Map(files.map((file, index) => name(file, versions[index] ?? "")));
  }
  const blocks: { readonly domain: string; readonly files: ReadFile[] }[] = [];
  for (const file of files) {
    const domain = options.domainOf(file);
    const last = blocks.at(-1);
    // A domain that comes back later begins a new block: the order counts more than the domain.
    if (last?.domain === domain) last.files.push(file);
    else blocks.push({ domain, files: [file] });
  }
  let start = 1;
  const named: (readonly [string, string])[] = [];
  const width = Math.max(3, String(blocks.length * 10 + files.length).length);
  for (const block of blocks) {
    for (const [index, file] of block.files.entries()) {
      named.push(name(file, String(start + index).padStart(width, "0")));
    }
    start = Math.ceil((start + block.files.length) / 10) * 10 + 1;
  }
  return new Map(named);
}
