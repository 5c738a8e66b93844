import { groupBy } from "../catalog/lookup.ts";
import type { Relation } from "../catalog/relations.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { QualifiedName } from "../sql/walk.ts";

/** Finds the relation that a name means; `path` is the routine's own search_path, where it has one. */
export type FindRelation = (name: QualifiedName, path: readonly string[] | undefined) => Relation | undefined;

/** Schemas that a session of Supabase looks in. */
const SESSION_PATH = ["public", "extensions"] as const;

/** Relations by name. Without a schema and a pinned path, a name that only one schema has is taken to mean that one. */
export function relationFinder(snapshot: CatalogSnapshot): FindRelation {
  const named = groupBy(snapshot.relations, (relation) => relation.name);
  return ({ schema, name }, path) => {
    const found = named.get(name) ?? [];
    if (schema !== undefined) return found.find((relation) => relation.schema === schema);
    for (const candidate of path ?? SESSION_PATH) {
      const relation = found.find((entry) => entry.schema === candidate);
      if (relation !== undefined) return relation;
    }
    return path === undefined && found.length === 1 ? found[0] : undefined;
  };
}
