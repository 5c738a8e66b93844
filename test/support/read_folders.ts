import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { planFolder } from "../../src/shared/migrations/folder_layout.ts";
import type { FolderReading, ReadFile, ReadFolder, ReadStatement } from "../../src/shared/migrations/reading.ts";
import { splitFile } from "../../src/shared/migrations/split_file.ts";
import { loadSqlParser, type SqlParser } from "../../src/shared/sql/parser.ts";

/** A folder of a test: paths within it, with their contents. */
export type FolderFiles = Readonly<Record<string, string>>;

/** Reads folders given as texts, by path. */
export async function readTexts(folders: Readonly<Record<string, FolderFiles>>): Promise<FolderReading> {
  const parser = await loadSqlParser();
  const read = Object.entries(folders).map(([path, files]) => readOne(path, files, parser));
  return { folders: read, files: read.flatMap((folder) => folder.files), parser };
}

/** The SQL files of a folder on disk. */
export function filesBelow(folder: string, within = ""): FolderFiles {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(join(folder, within), { withFileTypes: true })) {
    const path = within === "" ? entry.name : `${within}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(found, filesBelow(folder, path));
    else if (/\.sql$/i.test(entry.name)) found[path] = readFileSync(join(folder, path), "utf8");
  }
  return found;
}

function readOne(path: string, files: FolderFiles, parser: SqlParser): ReadFolder {
  const plan = planFolder(path, Object.keys(files));
  return {
    path,
    layout: plan.layout,
    files: plan.files.map((laid): ReadFile => {
      const text = files[laid.path] ?? "";
      const { statements, unparsed } = splitFile(text, parser);
      const read: ReadStatement[] = [];
      const file: ReadFile = {
        ...laid,
        folder: path,
        file: `${path}/${laid.path}`,
        bytes: Buffer.byteLength(text),
        text,
        sha256: createHash("sha256").update(text).digest("hex"),
        statements: read,
        unparsed,
      };
      for (const statement of statements) {
        read.push({ file, statement, searchPath: ["public", "extensions"], events: [], references: [] });
      }
      return file;
    }),
  };
}
