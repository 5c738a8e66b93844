import { quoteIdent } from "../sql/ident.ts";
import type { FamilyName } from "./families.ts";
import type { RequirableKind } from "./identity.ts";
import { type CatalogLookup, lookupOf } from "./lookup.ts";
import type { CatalogSnapshot } from "./snapshot.ts";

interface Facts {
  readonly snapshot: CatalogSnapshot;
  readonly lookup: CatalogLookup;
}

interface Source {
  /** Families that hold the objects of the kind. */
  readonly families: readonly FamilyName[];
  /** Every text that names an object of the kind. */
  readonly names: (facts: Facts) => Iterable<string>;
}

const SOURCES: Readonly<Record<RequirableKind, Source>> = {
  schema: { families: ["schemas"], names: ({ snapshot }) => snapshot.schemas.flatMap(plainNames) },
  relation: { families: ["relations"], names: ({ snapshot }) => snapshot.relations.flatMap(schemaNames) },
  column: { families: ["relations", "columns"], names: columnNames },
  constraint: {
    families: ["relations", "constraints"],
    names: ({ snapshot, lookup }) => tableNames(snapshot.constraints, lookup),
  },
  index: { families: ["indexes"], names: ({ snapshot }) => snapshot.indexes.flatMap(schemaNames) },
  routine: {
    families: ["routines"],
    names: ({ snapshot }) =>
      snapshot.routines.flatMap((routine) => [routine.signature, ...schemaNames(routine)]),
  },
  trigger: {
    families: ["relations", "triggers", "event_triggers"],
    names: ({ snapshot, lookup }) => [
      ...tableNames(snapshot.triggers, lookup),
      ...snapshot.event_triggers.flatMap(plainNames),
    ],
  },
  policy: {
    families: ["relations", "policies"],
    names: ({ snapshot, lookup }) => tableNames(snapshot.policies, lookup),
  },
  role: { families: ["roles"], names: ({ snapshot }) => snapshot.roles.flatMap(plainNames) },
  extension: { families: ["extensions"], names: ({ snapshot }) => snapshot.extensions.flatMap(plainNames) },
  type: { families: ["types"], names: ({ snapshot }) => snapshot.types.flatMap(schemaNames) },
  sequence: { families: ["sequences"], names: ({ snapshot }) => snapshot.sequences.flatMap(schemaNames) },
  publication: {
    families: ["publications"],
    names: ({ snapshot }) => snapshot.publications.flatMap(plainNames),
  },
  bucket: {
    families: ["buckets"],
    names: ({ snapshot }) => snapshot.buckets.flatMap(({ id, name }) => [id, name]),
  },
  cron_job: {
    families: ["cron_jobs"],
    names: ({ snapshot }) => snapshot.cron_jobs.flatMap(({ name }) => (name === null ? [] : [name])),
  },
  migration: { families: ["ledger"], names: ({ snapshot }) => snapshot.ledger.map(({ version }) => version) },
};

/** Families that hold objects of some kind that can be required. */
export const NAMED_FAMILIES: readonly FamilyName[] = [
  ...new Set(Object.values(SOURCES).flatMap(({ families }) => families)),
];

/** Families that hold the objects of a kind. */
export function familiesOf(kind: RequirableKind): readonly FamilyName[] {
  return SOURCES[kind].families;
}

/**
 * Every text that names an object of the kind: quoted as SQL or as it is, without the schema where that is `public`. A
 * routine is named by its signature, or without arguments for any routine of the name.
 */
export function knownNames(snapshot: CatalogSnapshot, kind: RequirableKind): ReadonlySet<string> {
  return new Set(SOURCES[kind].names({ snapshot, lookup: lookupOf(snapshot) }));
}

interface Named {
  readonly schema: string;
  readonly name: string;
}

function plainNames({ name }: { readonly name: string }): readonly string[] {
  const quoted = quoteIdent(name);
  return quoted === name ? [name] : [name, quoted];
}

function schemaNames({ schema, name }: Named): readonly string[] {
  const quoted = quoteIdent(name);
  const names = [`${quoteIdent(schema)}.${quoted}`, `${schema}.${name}`];
  return schema === "public" ? [...names, quoted, name] : names;
}

function columnNames({ snapshot, lookup }: Facts): readonly string[] {
  return snapshot.relations.flatMap((relation) => {
    const tables = schemaNames(relation);
    return (lookup.columns.get(relation.oid) ?? []).flatMap((column) =>
      plainNames(column).flatMap((name) => tables.map((table) => `${table}.${name}`)),
    );
  });
}

function tableNames(
  objects: readonly { readonly name: string; readonly relation: number }[],
  lookup: CatalogLookup,
): readonly string[] {
  return objects.flatMap((object) => {
    const relation = lookup.relations.get(object.relation);
    if (relation === undefined) return [];
    return plainNames(object).flatMap((name) => schemaNames(relation).map((table) => `${name} on ${table}`));
  });
}
