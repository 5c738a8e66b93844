import { readOwnMigrations } from "../serve/own_migrations.ts";

/** Those of our own migrations that make the schema and its table of ledger backups, and nothing else. */
export async function backupMigrations(): Promise<readonly string[]> {
  const needed = ["supawarden_schema", "supawarden_ledger_backups"];
  const own = (await readOwnMigrations()).filter(({ name }) => needed.includes(name));
  if (own.length !== needed.length)
    throw new Error("a migration of our own schema is missing from the package");
  return own.map(({ sql }) => sql);
}
