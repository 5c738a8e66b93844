import { routineRef, schemaObjectRef } from "../catalog/identity.ts";
import { lookupOf } from "../catalog/lookup.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { objectKey } from "../drift/schema_object.ts";
import type { Uses } from "./uses.ts";

/** Objects next to each other: what uses what, partitions and their tables, tables and the functions of their triggers. */
export type Neighbours = ReadonlyMap<string, ReadonlySet<string>>;

/** Who is next to whom, by the keys of relations and routines. */
export function neighboursIn(snapshot: CatalogSnapshot, uses: Uses): Neighbours {
  const lookup = lookupOf(snapshot);
  const next = new Map<string, Set<string>>();
  const keys = new Map<string, string>();
  for (const relation of snapshot.relations) {
    keys.set(`relation ${relation.oid}`, objectKey(schemaObjectRef("relation", relation)));
  }
  for (const routine of snapshot.routines) {
    keys.set(`routine ${routine.oid}`, objectKey(routineRef(routine)));
  }
  const join = (left: string, right: string): void => {
    const one = keys.get(left);
    const other = keys.get(right);
    if (one === undefined || other === undefined || one === other) return;
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const known = next.get(from);
      if (known === undefined) next.set(from, new Set([to]));
      else known.add(to);
    }
  };
  for (const [target, users] of uses) {
    for (const { relation, routine } of users) {
      if (relation !== null) join(`relation ${relation}`, target);
      if (routine !== null) join(`routine ${routine}`, target);
    }
  }
  for (const relation of snapshot.relations) {
    if (relation.partition_of !== null) join(`relation ${relation.oid}`, `relation ${relation.partition_of}`);
  }
  for (const [routine, triggers] of lookup.triggersByRoutine) {
    for (const { relation } of triggers) join(`relation ${relation}`, `routine ${routine}`);
  }
  return next;
}

/** The keys themselves and all that is next to one of them. */
export function surroundings(keys: ReadonlySet<string>, neighbours: Neighbours): ReadonlySet<string> {
  const all = new Set(keys);
  for (const key of keys) for (const other of neighbours.get(key) ?? []) all.add(other);
  return all;
}
