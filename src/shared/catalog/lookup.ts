import type { Column } from "./columns.ts";
import type { Constraint } from "./constraints.ts";
import type { Index } from "./indexes.ts";
import type { Policy } from "./policies.ts";
import type { Relation } from "./relations.ts";
import type { Role } from "./roles.ts";
import type { Routine } from "./routines.ts";
import type { Schema } from "./schemas.ts";
import type { CatalogSnapshot } from "./snapshot.ts";
import type { Trigger } from "./triggers.ts";
import type { DataType } from "./types.ts";

/** A snapshot's facts by key, so that no rule searches a list for each object. OIDs are valid within the snapshot. */
export interface CatalogLookup {
  readonly schemas: ReadonlyMap<string, Schema>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly relations: ReadonlyMap<number, Relation>;
  readonly columns: ReadonlyMap<number, readonly Column[]>;
  readonly constraints: ReadonlyMap<number, readonly Constraint[]>;
  readonly indexes: ReadonlyMap<number, readonly Index[]>;
  readonly policies: ReadonlyMap<number, readonly Policy[]>;
  readonly triggers: ReadonlyMap<number, readonly Trigger[]>;
  readonly routines: ReadonlyMap<number, Routine>;
  /** Triggers by the routine they run. */
  readonly triggersByRoutine: ReadonlyMap<number, readonly Trigger[]>;
  /** Policies by a routine that their expressions call. */
  readonly policiesByRoutine: ReadonlyMap<number, readonly Policy[]>;
  readonly types: ReadonlyMap<number, DataType>;
  /** Types by the OID of their array type. */
  readonly typesByArray: ReadonlyMap<number, DataType>;
}

const lookups = new WeakMap<CatalogSnapshot, CatalogLookup>();

/** The lookup of a snapshot, built once. */
export function lookupOf(snapshot: CatalogSnapshot): CatalogLookup {
  const known = lookups.get(snapshot);
  if (known !== undefined) return known;
  const lookup: CatalogLookup = {
    schemas: new Map(snapshot.schemas.map((schema) => [schema.name, schema])),
    roles: new Map(snapshot.roles.map((role) => [role.name, role])),
    relations: new Map(snapshot.relations.map((relation) => [relation.oid, relation])),
    columns: groupBy(snapshot.columns, (column) => column.relation),
    constraints: groupBy(snapshot.constraints, (constraint) => constraint.relation),
    indexes: groupBy(snapshot.indexes, (index) => index.relation),
    policies: groupBy(snapshot.policies, (policy) => policy.relation),
    triggers: groupBy(snapshot.triggers, (trigger) => trigger.relation),
    routines: new Map(snapshot.routines.map((routine) => [routine.oid, routine])),
    triggersByRoutine: groupBy(snapshot.triggers, (trigger) => trigger.routine),
    policiesByRoutine: groupByMany(snapshot.policies, (policy) => policy.routines),
    types: new Map(snapshot.types.map((type) => [type.oid, type])),
    typesByArray: new Map(
      snapshot.types.flatMap((type) => (type.array_oid === null ? [] : [[type.array_oid, type] as const])),
    ),
  };
  lookups.set(snapshot, lookup);
  return lookup;
}

/** Groups values by key, keeping their order. */
export function groupBy<Key, Value>(values: readonly Value[], key: (value: Value) => Key): Map<Key, Value[]> {
  return groupByMany(values, (value) => [key(value)]);
}

function groupByMany<Key, Value>(
  values: readonly Value[],
  keys: (value: Value) => readonly Key[],
): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    for (const key of keys(value)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [value]);
      else group.push(value);
    }
  }
  return groups;
}
