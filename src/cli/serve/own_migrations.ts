import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { StoreMigration } from "../../shared/store/upgrade_schema.ts";
import { packageFolder } from "../package_folder.ts";

/** The migrations of schema `supawarden`, which this package brings, in order. */
export async function readOwnMigrations(): Promise<readonly StoreMigration[]> {
  const folder = join(packageFolder(), "supabase", "migrations");
  const names = (await readdir(folder)).filter((name) => /^\d{14}_.+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (file) => ({
      version: file.slice(0, 14),
      name: file.slice(15, -4),
      sql: await readFile(join(folder, file), "utf8"),
    })),
  );
}

/** Those that make sense without pg_cron: the schedule's own would only leave a job that never runs. */
export function withoutSchedule(migrations: readonly StoreMigration[]): readonly StoreMigration[] {
  return migrations.filter((migration) => !migration.name.endsWith("_schedule"));
}
