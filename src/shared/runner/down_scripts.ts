import { decodeMigration, type FolderEntry, type MigrationFile } from "../migrations/discover.ts";

/** `001_name_down.sql`, `001_name.down.sql`; in a folder of their own the ending may be left out. */
const WAY_BACK = /^([0-9]+)_(.*?)(?:_down|\.down)\.sql$/s;
const PLAIN = /^([0-9]+)_(.*)\.sql$/s;

/**
 * The ways back among the entries of the migrations folder and of its folder `down`. Where a migration has several, the
 * one in `down` is taken.
 * @throws SupawardenError `input` when one is not UTF-8.
 */
export function findDownScripts(folders: {
  readonly beside: { readonly path: string; readonly entries: readonly FolderEntry[] };
  readonly down: { readonly path: string; readonly entries: readonly FolderEntry[] };
}): readonly MigrationFile[] {
  const found = new Map<string, MigrationFile>();
  for (const [place, patterns] of [
    [folders.beside, [WAY_BACK]],
    [folders.down, [WAY_BACK, PLAIN]],
  ] as const) {
    for (const entry of place.entries) {
      const match = patterns.map((pattern) => pattern.exec(entry.name)).find((each) => each !== null);
      if (match === undefined || match === null || entry.directory || entry.bytes === null) continue;
      const [, version = "", name = ""] = match;
      const file = `${place.path}/${entry.name}`;
      const text = decodeMigration(entry.bytes, file);
      found.set(`${version}_${name}`, { file, version, name, text, bytes: entry.bytes.byteLength });
    }
  }
  return [...found.values()];
}
