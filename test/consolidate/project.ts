import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { replay } from "../../src/shared/migrations/shadow.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { migrationFiles } from "../support/migration_files.ts";
import { onDatabase } from "../support/test_cluster.ts";
import type { Texts } from "./prove_files.ts";

/** A folder of files by path, removed at the end. */
export async function project(files: Texts): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "supawarden-consolidate-"));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Runs migrations on a server as a project's production: schema, rows and ledger. */
export async function applyMigrations(url: string, files: Texts): Promise<void> {
  const parser = await loadSqlParser();
  await onDatabase(url, async (database) => {
    const { faults } = await replay(database, migrationFiles(files), { parser });
    if (faults.length > 0) throw new Error(`the migrations fail: ${JSON.stringify(faults)}`);
  });
}

/** Every row of the ledger as Postgres prints it. */
export function ledgerText(url: string): Promise<string> {
  return onDatabase(url, async (database) => {
    const rows = await database.query<{ row: string }>(
      "select mig::text as row from supabase_migrations.schema_migrations mig order by 1",
    );
    return rows.map(({ row }) => row).join("\n");
  });
}
