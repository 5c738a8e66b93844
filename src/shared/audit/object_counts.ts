import type { PartName } from "../catalog/parts.ts";
import { isPlatformRole, isPlatformSchema, isUserObject } from "../catalog/scope.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";

/** Kinds of which a shard counts those that it judges. */
export const DIVIDED_KINDS = [
  "relation",
  "column",
  "constraint",
  "index",
  "routine",
  "trigger",
  "policy",
] as const;

/**
 * How many of the user's objects were looked at, by kind: what a clean report can say it has seen. Kinds that no rule of
 * the run asked for were not read and are left out.
 */
export function countObjects(snapshot: CatalogSnapshot): Record<string, number> {
  const { focus } = snapshot;
  const read = (part: PartName) => Object.keys(snapshot).includes(part);
  const isOf = (relation: number) => focus === undefined || focus.relations.has(relation);
  const userRelations = new Set(
    read("relations")
      ? snapshot.relations
          .filter((each) => isUserObject(each) && isOf(each.oid))
          .map((relation) => relation.oid)
      : [],
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
    [
      "index",
      "indexes",
      () => count(snapshot.indexes, (index) => isUserObject(index) && isOf(index.relation)),
    ],
    [
      "routine",
      "routines",
      () =>
        count(
          snapshot.routines,
          (routine) => isUserObject(routine) && (focus === undefined || focus.routines.has(routine.oid)),
        ),
    ],
    [
      "trigger",
      "triggers",
      () => count(snapshot.triggers, (trigger) => trigger.extension === null && isOf(trigger.relation)),
    ],
    ["policy", "policies", () => count(snapshot.policies, (policy) => isOf(policy.relation))],
    ["type", "types", () => count(snapshot.types, isUserObject)],
    ["sequence", "sequences", () => count(snapshot.sequences, isUserObject)],
    ["extension", "extensions", () => snapshot.extensions.length],
    ["role", "roles", () => count(snapshot.roles, (role) => !isPlatformRole(role.name))],
    ["bucket", "buckets", () => snapshot.buckets.length],
    ["cron_job", "cron_jobs", () => snapshot.cron_jobs.length],
    ["migration", "ledger", () => snapshot.ledger.length],
  ];
  return Object.fromEntries(
    counts.flatMap(([kind, part, of]) =>
      read(part) && !(part === "sequences" && focus !== undefined) ? [[kind, of()]] : [],
    ),
  );
}

function count<Fact>(facts: readonly Fact[], counts: (fact: Fact) => boolean): number {
  let total = 0;
  for (const fact of facts) if (counts(fact)) total += 1;
  return total;
}
