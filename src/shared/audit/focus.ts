import type { ObjectRef } from "../catalog/identity.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { wasRead } from "../catalog/unread_parts.ts";

/**
 * Whether it is this reading's affair to report on an object: always, unless the reading is a shard that read it for others.
 * What is neither a relation's nor a routine is the first shard's.
 */
export function createFocus(snapshot: CatalogSnapshot): (object: ObjectRef) => boolean {
  const { focus } = snapshot;
  if (focus === undefined) return () => true;
  const relations = byName(wasRead(snapshot, "relations") ? snapshot.relations : [], ({ oid }) => oid);
  const indexes = byName(wasRead(snapshot, "indexes") ? snapshot.indexes : [], ({ relation }) => relation);
  const routines = new Map(
    (wasRead(snapshot, "routines") ? snapshot.routines : []).map(({ signature, oid }) => [signature, oid]),
  );
  return ({ kind, schema = "", name, table, signature }) => {
    if (signature !== undefined) {
      const routine = routines.get(signature);
      return routine === undefined ? focus.first : focus.routines.has(routine);
    }
    const relation =
      kind === "index"
        ? (indexes.get(keyOf(schema, name)) ?? relations.get(keyOf(schema, table ?? "")))
        : kind === "relation" || table !== undefined
          ? relations.get(keyOf(schema, table ?? name))
          : undefined;
    return relation === undefined ? focus.first : focus.relations.has(relation);
  };
}

function byName<Fact extends { readonly schema: string; readonly name: string }>(
  facts: readonly Fact[],
  relation: (fact: Fact) => number,
): ReadonlyMap<string, number> {
  return new Map(facts.map((fact) => [keyOf(fact.schema, fact.name), relation(fact)]));
}

function keyOf(schema: string, name: string): string {
  return `${schema}\0${name}`;
}
