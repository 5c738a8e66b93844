import type { CatalogLookup } from "../catalog/lookup.ts";
import type { Routine } from "../catalog/routines.ts";
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

/** The schemas of a routine's pinned path that exist; `$user` is the role in whose name a SECURITY DEFINER routine runs. */
export function existingSchemas(lookup: CatalogLookup, routine: Routine): readonly string[] {
  return (pinnedPath(routine) ?? [])
    .map((name) => (name === "$user" ? routine.owner : name))
    .filter((name) => lookup.schemas.has(name));
}
