import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Database } from "../../src/shared/database/database.ts";

const FOLDER = fileURLToPath(new URL("../../supabase/migrations/", import.meta.url));

/** Applies this project's own migrations, as the Supabase CLI would: by file name, one after the other. */
export async function applyOwnMigrations(database: Database): Promise<void> {
  for (const name of (await readdir(FOLDER)).filter((file) => file.endsWith(".sql")).sort()) {
    await database.execute(await readFile(FOLDER + name, "utf8"));
  }
}
