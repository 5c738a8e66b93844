import type { Routine } from "../catalog/routines.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { quoteIdent } from "../sql/ident.ts";

/** The setting's schemas, `undefined` where the routine runs with its caller's search_path. */
export function pinnedPath(routine: Routine): readonly string[] | undefined {
  const setting = routine.config.findLast((entry) => entry.startsWith("search_path="));
  return setting === undefined ? undefined : parseSearchPath(setting.slice("search_path=".length));
}

/**
 * Reads a search_path as Postgres stores it: names between commas, folded to lower case unless in double quotes. The
 * empty path is stored as `""`, one empty name, and names no schema.
 */
export function parseSearchPath(text: string): readonly string[] {
  const names: string[] = [];
  for (const match of text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^",]*))\s*(?:,|$)/g)) {
    const name =
      match[1] === undefined ? (match[2] ?? "").trim().toLowerCase() : match[1].replaceAll('""', '"');
    if (name !== "") names.push(name);
  }
  return names;
}

/** A list of schemas as `set search_path =` takes it. */
export function writeSearchPath(schemas: readonly string[]): string {
  return schemas.length === 0 ? "''" : schemas.map(quoteIdent).join(", ");
}

/** The schemas of a path that exist; `$user` is the role in whose name the routine runs. */
export function existingSchemas(
  snapshot: CatalogSnapshot,
  path: readonly string[],
  user: string,
): readonly string[] {
  const known = new Set(snapshot.schemas.map((schema) => schema.name));
  return path.map((name) => (name === "$user" ? user : name)).filter((name) => known.has(name));
}
