import { discoverMigrations, type MigrationFile } from "../../src/shared/migrations/discover.ts";

/** Migration files from texts by file name, as if they lay in a folder `migrations`. */
export function migrationFiles(texts: Readonly<Record<string, string>>): readonly MigrationFile[] {
  const entries = Object.entries(texts).map(([name, text]) => ({
    name,
    directory: false,
    bytes: new TextEncoder().encode(text),
  }));
  return discoverMigrations("migrations", entries).files;
}
