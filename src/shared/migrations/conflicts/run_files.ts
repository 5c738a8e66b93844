import type { FolderReading, ReadFile, ReadFolder } from "../reading.ts";

/**
 * Whether the folder's tool runs the file on its way forward. The Supabase CLI takes a `_down.sql` beside the others for
 * one more migration; it enters no folder inside, and other tools keep files that take back apart.
 */
export function isRun(folder: ReadFolder, file: ReadFile): boolean {
  if (file.skipped !== undefined) return false;
  return !file.down || (folder.layout === "supabase" && !file.path.includes("/"));
}

/** Files that run on the way forward, folder by folder, in order. */
export function* filesRun(
  reading: FolderReading,
): Generator<{ readonly folder: ReadFolder; readonly file: ReadFile }> {
  for (const folder of reading.folders) {
    for (const file of folder.files) if (isRun(folder, file)) yield { folder, file };
  }
}
