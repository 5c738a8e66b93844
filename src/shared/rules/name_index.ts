import type { Relation } from "../catalog/relations.ts";
import type { Routine } from "../catalog/routines.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { DataType } from "../catalog/types.ts";

/** Objects by their name without schema, for the resolution of names in routine bodies. */
export interface NameIndex {
  readonly schemas: ReadonlySet<string>;
  readonly relations: ReadonlyMap<string, readonly Relation[]>;
  readonly routines: ReadonlyMap<string, readonly Routine[]>;
  /** Schemas that have a type, domain, composite or sequence of the name. */
  readonly others: ReadonlyMap<string, readonly string[]>;
  readonly composites: ReadonlyMap<string, readonly DataType[]>;
  /** What the server brings along; nothing where a snapshot does not say. */
  readonly system:
    | { readonly routines: ReadonlySet<string>; readonly types: ReadonlySet<string> }
    | undefined;
}

/**
 * Functions of pg_catalog of which a Supabase extension (citext, vector, pgcrypto, intarray) has one of the same name. An
 * unqualified call means the one of pg_catalog wherever its arguments suit.
 */
export const BUILT_IN_NAMESAKES: ReadonlySet<string> = new Set(
  (
    "avg sum min max count gen_random_uuid regexp_match regexp_matches regexp_replace regexp_split_to_array " +
    "regexp_split_to_table replace split_part strpos translate"
  ).split(" "),
);

const indexes = new WeakMap<CatalogSnapshot, NameIndex>();

/** The index of a snapshot, built once. */
export function namesOf(snapshot: CatalogSnapshot): NameIndex {
  const known = indexes.get(snapshot);
  if (known !== undefined) return known;
  const [system] = snapshot.system_names;
  const index: NameIndex = {
    schemas: new Set(snapshot.schemas.map((schema) => schema.name)),
    relations: byName(snapshot.relations, (relation) => relation),
    routines: byName(snapshot.routines, (routine) => routine),
    others: byName([...snapshot.types, ...snapshot.sequences], (object) => object.schema),
    composites: byName(
      snapshot.types.filter((type) => type.kind === "composite"),
      (type) => type,
    ),
    system: system && { routines: new Set(system.routines), types: new Set(system.types) },
  };
  indexes.set(snapshot, index);
  return index;
}

const columnNames = new WeakMap<CatalogSnapshot, ReadonlySet<string>>();

/** Names of all columns of the snapshot. */
export function columnNamesOf(snapshot: CatalogSnapshot): ReadonlySet<string> {
  const names = columnNames.get(snapshot) ?? new Set(snapshot.columns.map((column) => column.name));
  columnNames.set(snapshot, names);
  return names;
}

/** Schemas in which an object of any kind has the name. */
export function schemasNaming(index: NameIndex, name: string): readonly string[] {
  return [
    ...(index.relations.get(name) ?? []).map((relation) => relation.schema),
    ...(index.routines.get(name) ?? []).map((routine) => routine.schema),
    ...(index.others.get(name) ?? []),
  ];
}

function byName<Entry extends { readonly name: string }, Value>(
  entries: readonly Entry[],
  value: (entry: Entry) => Value,
): Map<string, Value[]> {
  const named = new Map<string, Value[]>();
  for (const entry of entries) {
    const values = named.get(entry.name);
    if (values === undefined) named.set(entry.name, [value(entry)]);
    else values.push(value(entry));
  }
  return named;
}
