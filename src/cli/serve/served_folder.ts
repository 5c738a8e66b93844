import type { Config } from "../../shared/config.ts";
import type { Finding } from "../../shared/findings/finding.ts";
import type { FolderHistory, KnownMigration } from "../../shared/http/services.ts";
import { buildTimeline } from "../../shared/migrations/build_timeline.ts";
import type { Discovery } from "../../shared/migrations/discover.ts";
import { folderFindings } from "../../shared/migrations/folder_findings.ts";
import { listDependencies, listObjects } from "../../shared/migrations/inventory.ts";
import { readFolders } from "../../shared/migrations/read_folders.ts";
import { loadSqlParser } from "../../shared/sql/parser.ts";
import { reportedPaths } from "../repository.ts";

/** What the folder says that the database was made from; as it was then, also where a file was edited since. */
export interface ServedFolder {
  /** Findings that the database cannot show. */
  readonly extraFindings: (config: Config) => readonly Finding[];
  readonly migrationFiles: () => readonly KnownMigration[];
  readonly folderHistory: () => Promise<FolderHistory>;
}

/** The migrations of the folder at this path. */
export function servedFolder(path: string, discovery: Discovery): ServedFolder {
  const place = reportedPaths(path);
  let history: Promise<FolderHistory> | undefined;
  return {
    extraFindings: (config) => folderFindings(discovery, { config, place }),
    migrationFiles: () =>
      discovery.files.map(({ version, name, file, bytes }) => ({ version, name, file: place(file), bytes })),
    folderHistory: () => {
      history ??= readHistory(path, { discovery, place });
      return history;
    },
  };
}

async function readHistory(
  path: string,
  { discovery, place }: { readonly discovery: Discovery; readonly place: (file: string) => string },
): Promise<FolderHistory> {
  const encoder = new TextEncoder();
  const files = discovery.files.map(({ file, text }) => ({
    path: file.slice(file.lastIndexOf("/") + 1),
    file: place(file),
    bytes: encoder.encode(text),
  }));
  const reading = readFolders([{ path: place(path), files }], await loadSqlParser());
  const timelines = reading.folders.map(buildTimeline);
  return {
    files: reading.files.filter((file) => file.skipped === undefined && !file.down).map(({ file }) => file),
    objects: listObjects(timelines),
    dependencies: listDependencies(timelines),
  };
}
