import { isPlatformRole, isPlatformSchema, isUserObject } from "../catalog/scope.ts";
import type { CatalogSnapshot, PartName } from "../catalog/snapshot.ts";

/**
 * How many of the user's objects were looked at, by kind: what a clean report can say it has seen. Kinds that no rule of
 * the run asked for were not read and are left out.
 */
export function countObjects(snapshot: CatalogSnapshot): Record<string, number> {
  const read = (part: PartName) => Object.keys(snapshot).includes(part);
  const userRelations = new Set(
    read("relations") ? snapshot.relations.filter(isUserObject).map((relation) => relation.oid) : [],
  );
  const onUserRelation = (fact: { readonly relation: number }) => userRelations.has(fact.relation);
  const counts: readonly (readonly [kind: string, part: PartName, count: () => number])[] = [
    [
      "schema",
      "schemas",
      () =>
        snapshot.schemas.filter((schema) => schema.extension === null && !isPlatformSchema(schema.name))
          .length,
    ],
    ["relation", "relations", () => userRelations.size],
    ["column", "columns", () => count(snapshot.columns, onUserRelation)],
    ["constraint", "constraints", () => count(snapshot.constraints, onUserRelation)],
    ["index", "indexes", () => count(snapshot.indexes, isUserObject)],
    ["routine", "routines", () => count(snapshot.routines, isUserObject)],
    ["trigger", "triggers", () => count(snapshot.triggers, (trigger) => trigger.extension === null)],
    ["policy", "policies", () => snapshot.policies.length],
    ["type", "types", () => count(snapshot.types, isUserObject)],
    ["sequence", "sequences", () => count(snapshot.sequences, isUserObject)],
    ["extension", "extensions", () => snapshot.extensions.length],
    ["role", "roles", () => count(snapshot.roles, (role) => !isPlatformRole(role.name))],
    ["bucket", "buckets", () => snapshot.buckets.length],
    ["cron_job", "cron_jobs", () => snapshot.cron_jobs.length],
    ["migration", "ledger", () => snapshot.ledger.length],
  ];
  return Object.fromEntries(counts.flatMap(([kind, part, of]) => (read(part) ? [[kind, of()]] : [])));
}

function count<Fact>(facts: readonly Fact[], counts: (fact: Fact) => boolean): number {
  let total = 0;
  for (const fact of facts) if (counts(fact)) total += 1;
  return total;
}
