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
  const lookup = new Lookup(snapshot);
  lookups.set(snapshot, lookup);
  return lookup;
}

/** Each map is built when a rule first asks for it: the family behind it may not have been read. */
class Lookup implements CatalogLookup {
  readonly #snapshot: CatalogSnapshot;
  readonly #maps = new Map<string, unknown>();

  constructor(snapshot: CatalogSnapshot) {
    this.#snapshot = snapshot;
  }

  #once<Key, Value>(name: string, build: () => Map<Key, Value>): ReadonlyMap<Key, Value> {
    const known = this.#maps.get(name) as ReadonlyMap<Key, Value> | undefined;
    if (known !== undefined) return known;
    const built = build();
    this.#maps.set(name, built);
    return built;
  }

  get schemas() {
    return this.#once("schemas", () => keyBy(this.#snapshot.schemas, (schema) => schema.name));
  }
  get roles() {
    return this.#once("roles", () => keyBy(this.#snapshot.roles, (role) => role.name));
  }
  get relations() {
    return this.#once("relations", () => keyBy(this.#snapshot.relations, (relation) => relation.oid));
  }
  get columns() {
    return this.#once("columns", () => groupBy(this.#snapshot.columns, (column) => column.relation));
  }
  get constraints() {
    return this.#once("constraints", () =>
      groupBy(this.#snapshot.constraints, (constraint) => constraint.relation),
    );
  }
  get indexes() {
    return this.#once("indexes", () => groupBy(this.#snapshot.indexes, (index) => index.relation));
  }
  get policies() {
    return this.#once("policies", () => groupBy(this.#snapshot.policies, (policy) => policy.relation));
  }
  get triggers() {
    return this.#once("triggers", () => groupBy(this.#snapshot.triggers, (trigger) => trigger.relation));
  }
  get routines() {
    return this.#once("routines", () => keyBy(this.#snapshot.routines, (routine) => routine.oid));
  }
  get triggersByRoutine() {
    return this.#once("triggersByRoutine", () =>
      groupBy(this.#snapshot.triggers, (trigger) => trigger.routine),
    );
  }
  get policiesByRoutine() {
    return this.#once("policiesByRoutine", () =>
      groupByMany(this.#snapshot.policies, (policy) => policy.routines),
    );
  }
  get types() {
    return this.#once("types", () => keyBy(this.#snapshot.types, (type) => type.oid));
  }
  get typesByArray() {
    return this.#once("typesByArray", () => {
      const arrays = this.#snapshot.types.filter((type) => type.array_oid !== null);
      return keyBy(arrays, (type) => type.array_oid ?? 0);
    });
  }
}

function keyBy<Key, Value>(values: readonly Value[], key: (value: Value) => Key): Map<Key, Value> {
  const map = new Map<Key, Value>();
  for (const value of values) map.set(key(value), value);
  return map;
}

/** Groups values by key, keeping their order. */
export function groupBy<Key, Value>(values: readonly Value[], key: (value: Value) => Key): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) add(groups, key(value), value);
  return groups;
}

function groupByMany<Key, Value>(
  values: readonly Value[],
  keys: (value: Value) => readonly Key[],
): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) for (const key of keys(value)) add(groups, key, value);
  return groups;
}

function add<Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
