import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type FoundFile, readFolders } from "../../src/shared/migrations/read_folders.ts";
import type { FolderReading } from "../../src/shared/migrations/reading.ts";
import type { SqlParser } from "../../src/shared/sql/parser.ts";

/** Files given as texts, read as `supabase/migrations`. */
export function readTexts(texts: Readonly<Record<string, string>>, parser: SqlParser): FolderReading {
  const files = Object.entries(texts).map(
    ([path, text]): FoundFile => ({
      path,
      file: path,
      bytes: new TextEncoder().encode(text),
    }),
  );
  return readFolders([{ path: "supabase/migrations", files }], parser);
}

/** The SQL files right in a folder. */
export function readFolderAt(folder: string, parser: SqlParser): FolderReading {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .map(
      (name): FoundFile => ({
        path: name,
        file: name,
        bytes: new Uint8Array(readFileSync(join(folder, name))),
      }),
    );
  return readFolders([{ path: "supabase/migrations", files }], parser);
}
