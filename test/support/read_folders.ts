import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../src/shared/config.ts";
import { buildTimeline } from "../../src/shared/migrations/build_timeline.ts";
import type { ConflictInput } from "../../src/shared/migrations/conflicts/conflict.ts";
import { readFolders } from "../../src/shared/migrations/read_folders.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";

/** SQL files of one folder: paths within it, with their contents. */
export type FolderFiles = Readonly<Record<string, string | Uint8Array>>;

/** What conflicts look at, of folders given by path. */
export async function conflictInput(
  folders: Readonly<Record<string, FolderFiles>>,
  config: Config = {},
): Promise<ConflictInput> {
  const parser = await loadSqlParser();
  const found = Object.entries(folders).map(([path, files]) => ({
    path,
    files: Object.entries(files).map(([name, text]) => ({
      path: name,
      file: `${path}/${name}`,
      bytes: typeof text === "string" ? new TextEncoder().encode(text) : text,
    })),
  }));
  const reading = readFolders(found, parser);
  return { reading, timelines: reading.folders.map(buildTimeline), config };
}

/** The SQL files of a folder on disk, those of folders inside included. */
export function filesBelow(folder: string, within = ""): FolderFiles {
  const found: Record<string, Uint8Array> = {};
  for (const entry of readdirSync(join(folder, within), { withFileTypes: true })) {
    const path = within === "" ? entry.name : `${within}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(found, filesBelow(folder, path));
    else if (/\.sql$/i.test(entry.name)) found[path] = new Uint8Array(readFileSync(join(folder, path)));
  }
  return found;
}
