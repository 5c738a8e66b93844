import { isPlatformRole, isPlatformSchema, isUserObject } from "../catalog/scope.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";

/** How many of the user's objects a snapshot holds, by kind of object: what a clean report can say it looked at. */
export function countObjects(snapshot: CatalogSnapshot): Record<string, number> {
  const relations = new Map(snapshot.relations.map((relation) => [relation.oid, relation]));
  const onUserRelation = (fact: { readonly relation: number }) => {
    const relation = relations.get(fact.relation);
    return relation !== undefined && isUserObject(relation);
  };
  return {
    schema: snapshot.schemas.filter((schema) => schema.extension === null && !isPlatformSchema(schema.name))
      .length,
    relation: snapshot.relations.filter(isUserObject).length,
    column: snapshot.columns.filter(onUserRelation).length,
    constraint: snapshot.constraints.filter(onUserRelation).length,
    index: snapshot.indexes.filter(isUserObject).length,
    routine: snapshot.routines.filter(isUserObject).length,
    trigger: snapshot.triggers.filter((trigger) => trigger.extension === null).length,
    policy: snapshot.policies.length,
    type: snapshot.types.filter(isUserObject).length,
    sequence: snapshot.sequences.filter(isUserObject).length,
    extension: snapshot.extensions.length,
    role: snapshot.roles.filter((role) => !isPlatformRole(role.name)).length,
    bucket: snapshot.buckets.length,
    cron_job: snapshot.cron_jobs.length,
    migration: snapshot.ledger.length,
  };
}
