/** Folders in which no project keeps migrations of its own; `down` and its like are read with the folder they belong to. */
const IGNORED: ReadonlySet<string> = new Set([
  "bower_components",
  "build",
  "coverage",
  "dist",
  "down",
  "fixtures",
  "node_modules",
  "out",
  "rollback",
  "rollbacks",
  "seed",
  "seeds",
  "snippets",
  "target",
  "test",
  "testdata",
  "tests",
  "undo",
  "__fixtures__",
  "__tests__",
  "vendor",
  "venv",
]);

/** Names that say that a folder of SQL files holds migrations. */
const TELLING: ReadonlySet<string> = new Set(["migration", "migrations", "migrate", "sql", "versions"]);

const NUMBERED = /^(?:\d{3,}[-_].*|V\d[\d._]*__.*)\.sql$/;

/** What one folder holds, by name. */
export interface FolderListing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** Whether a search for migrations enters a folder of this name; hidden ones belong to tools. */
export function isSearched(name: string): boolean {
  return !name.startsWith(".") && !IGNORED.has(name);
}

/**
 * Whether a folder holds migrations: SQL files in a folder that is named like one, numbered SQL files in any other, or
 * folders that each hold a `migration.sql`.
 * @param list reads a folder inside it; it throws what the file system throws.
 */
export function holdsMigrations(
  name: string,
  listing: FolderListing,
  list: (folder: string) => FolderListing,
): boolean {
  const sql = listing.files.filter((file) => file.toLowerCase().endsWith(".sql"));
  if (sql.some((file) => NUMBERED.test(file))) return true;
  if (!TELLING.has(name)) return false;
  if (sql.length > 0) return true;
  return listing.folders.some((folder) => /^\d/.test(folder) && list(folder).files.includes("migration.sql"));
}
