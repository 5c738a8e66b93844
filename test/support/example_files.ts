import { join } from "node:path";
import { readMigrations } from "../../src/cli/migration_files.ts";
import type { MigrationFile } from "../../src/shared/migrations/discover.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "examples", "ai-memory", "supabase", "migrations");

/**
 * The example's files for a server with the stand-in of pgvector, without what only the real one judges: the
 * stand-in's ivfflat takes no `lists`, which no rule reads, and it does not refuse the index over 2,000 dimensions,
 * which the planted fault is.
 */
export async function exampleFiles(): Promise<MigrationFile[]> {
  const { files } = await readMigrations(FOLDER);
  return files.map((file) => ({
    ...file,
    text: file.text
      .replace(/ with \(lists = \d+\)/g, "")
      .replace(/^create index idx_chunks_embedding on .*;$/m, ""),
  }));
}
