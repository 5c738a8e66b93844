import { columnRef, globalRef, qualified, schemaObjectRef, tableObjectRef } from "../catalog/identity.ts";
import type { Index } from "../catalog/indexes.ts";
import { lookupOf } from "../catalog/lookup.ts";
import type { Relation } from "../catalog/relations.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { privilegesOf } from "./privileges.ts";
import { canonicalOption } from "./relation_options.ts";
import { freeStanding, objectKey, type SchemaObject } from "./schema_object.ts";

const FIRST_USER_OID = 16384;

/** Relations with what hangs on them, sequences and publications: the objects whose facts name relations by OID. */
export function* relationObjects(snapshot: CatalogSnapshot): Iterable<SchemaObject> {
  const names = namesOf(snapshot);
  for (const relation of snapshot.relations) {
    const ref = schemaObjectRef("relation", relation);
    yield freeStanding(ref, relationAttributes(relation, names));
    yield* columnObjects(snapshot, relation, objectKey(ref));
  }
  yield* dependentObjects(snapshot, names);
  for (const sequence of snapshot.sequences) {
    const owner = sequence.relation === null ? undefined : names.relations.get(sequence.relation);
    const ref = schemaObjectRef("sequence", sequence);
    const attributes = {
      type: sequence.type,
      minimum: sequence.minimum,
      maximum: sequence.maximum,
      increment: sequence.increment,
      cycles: sequence.cycles,
      owned_by:
        owner === undefined || sequence.column === null
          ? null
          : [qualified(owner), names.column(owner.oid, sequence.column)],
      owner: sequence.owner,
      privileges: privilegesOf({ ...sequence, kind: "sequence" }),
      extension: sequence.extension,
    };
    // The sequence of an identity or serial column is a part of its table.
    const container = objectKey(owner === undefined ? ref : schemaObjectRef("relation", owner));
    yield { ref, container, attributes };
  }
  for (const publication of snapshot.publications) {
    yield freeStanding(globalRef("publication", publication.name), {
      owner: publication.owner,
      all_tables: publication.all_tables,
      relations: publication.relations.map((oid) => names.relation(oid)).sort(),
      schemas: publication.schemas,
    });
  }
}

interface Names {
  /** What comments tell pg_graphql of relations. */
  readonly directives: ReadonlyMap<number, string>;
  readonly relations: ReadonlyMap<number, Relation>;
  /** Qualified name of a relation; a relation of Postgres itself is not in the snapshot. */
  relation(oid: number): string;
  /** Name of a column by number; 0 stands for an expression. */
  column(relation: number, number: number): string;
  routine(oid: number): string;
  /** What a view reads: each relation with the columns it names. */
  reads(view: number): readonly (readonly [string, readonly string[]])[];
}

function namesOf(snapshot: CatalogSnapshot): Names {
  const lookup = lookupOf(snapshot);
  const columns = new Map<number, Map<number, string>>();
  for (const [relation, members] of lookup.columns) {
    columns.set(relation, new Map(members.map((column) => [column.number, column.name])));
  }
  const relation = (oid: number): string => {
    const found = lookup.relations.get(oid);
    return found === undefined ? "a relation of Postgres" : qualified(found);
  };
  const column = (oid: number, number: number): string =>
    number === 0 ? "(expression)" : (columns.get(oid)?.get(number) ?? `column ${number}`);
  const reads = new Map<number, (readonly [string, readonly string[]])[]>();
  for (const { view, relation: read, columns: numbers } of snapshot.view_dependencies) {
    const entries = reads.get(view) ?? [];
    reads.set(view, entries);
    entries.push([relation(read), numbers.map((number) => column(read, number)).sort()]);
  }
  for (const entries of reads.values()) entries.sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    directives: new Map(
      snapshot.graphql_directives.flatMap((directive) =>
        directive.relation === null ? [] : [[directive.relation, directive.comment] as const],
      ),
    ),
    relations: lookup.relations,
    relation,
    column,
    routine: (oid) => lookup.routines.get(oid)?.signature ?? "a routine of Postgres",
    reads: (view) => reads.get(view) ?? [],
  };
}

function relationAttributes(relation: Relation, names: Names): SchemaObject["attributes"] {
  return {
    kind: relation.kind,
    persistence: relation.persistence,
    partition_of: relation.partition_of === null ? null : names.relation(relation.partition_of),
    rls_enabled: relation.rls_enabled,
    rls_forced: relation.rls_forced,
    graphql: names.directives.get(relation.oid) ?? null,
    options: relation.options.map(canonicalOption).sort(),
    reads: names.reads(relation.oid),
    owner: relation.owner,
    privileges: privilegesOf({ ...relation, kind: "relation" }),
    extension: relation.extension,
  };
}

function* columnObjects(
  snapshot: CatalogSnapshot,
  relation: Relation,
  container: string,
): Iterable<SchemaObject> {
  for (const column of lookupOf(snapshot).columns.get(relation.oid) ?? []) {
    yield {
      ref: columnRef(relation, column.name),
      container,
      attributes: {
        type: column.type,
        not_null: column.not_null,
        default: column.default,
        identity: column.identity,
        generated: column.generated,
        privileges:
          column.acl === null ? {} : privilegesOf({ acl: column.acl, owner: relation.owner, kind: "column" }),
      },
    };
  }
}

/** Constraints, indexes, policies and triggers. */
function* dependentObjects(snapshot: CatalogSnapshot, names: Names): Iterable<SchemaObject> {
  const indexNames = new Map(snapshot.indexes.map((index) => [index.oid, index.name]));
  const on = (oid: number) => {
    const relation = names.relations.get(oid);
    if (relation === undefined) return undefined;
    return { relation, container: objectKey(schemaObjectRef("relation", relation)) };
  };
  for (const constraint of snapshot.constraints) {
    const place = on(constraint.relation);
    // That a column may not be null is a fact of the column on every version.
    if (place === undefined || constraint.kind === "not null") continue;
    const referenced = constraint.referenced_relation;
    yield {
      ref: tableObjectRef("constraint", constraint.name, place.relation),
      container: place.container,
      attributes: {
        kind: constraint.kind,
        validated: constraint.validated,
        enforced: constraint.enforced,
        deferrable: constraint.deferrable,
        columns: constraint.columns.map((number) => names.column(constraint.relation, number)),
        references: referenced === null ? null : names.relation(referenced),
        referenced_columns:
          referenced === null
            ? []
            : constraint.referenced_columns.map((number) => names.column(referenced, number)),
        index: constraint.index === null ? null : (indexNames.get(constraint.index) ?? null),
        // Behind the letters stand column numbers.
        actions: constraint.actions?.split(" ")[0] ?? null,
        disabled_on: constraint.disabled_triggers.map(({ relation, enabled }) => [
          names.relation(relation),
          enabled,
        ]),
        inherited: constraint.inherited,
      },
    };
  }
  for (const index of snapshot.indexes) {
    const place = on(index.relation);
    if (place === undefined) continue;
    yield {
      ref: schemaObjectRef("index", index),
      container: place.container,
      attributes: indexAttributes(index, { names, table: place.relation, indexNames }),
    };
  }
  for (const policy of snapshot.policies) {
    const place = on(policy.relation);
    if (place === undefined) continue;
    const { permissive, command, roles, using, with_check } = policy;
    yield {
      ref: tableObjectRef("policy", policy.name, place.relation),
      container: place.container,
      attributes: {
        permissive,
        command,
        roles,
        using,
        with_check,
        routines: policy.routines.map((oid) => names.routine(oid)).sort(),
      },
    };
  }
  for (const trigger of snapshot.triggers) {
    const place = on(trigger.relation);
    if (place === undefined) continue;
    yield {
      ref: tableObjectRef("trigger", trigger.name, place.relation),
      container: place.container,
      attributes: {
        routine: names.routine(trigger.routine),
        arguments: trigger.arguments,
        old_table: trigger.old_table ?? null,
        new_table: trigger.new_table ?? null,
        enabled: trigger.enabled,
        inherited: trigger.inherited,
        extension: trigger.extension,
      },
    };
  }
}

function indexAttributes(
  index: Index,
  context: {
    readonly names: Names;
    readonly table: Relation;
    readonly indexNames: ReadonlyMap<number, string>;
  },
): SchemaObject["attributes"] {
  const { names, table, indexNames } = context;
  const order = index.ordering.split(" ");
  const column = (number: number) => names.column(index.relation, number);
  return {
    table: qualified(table),
    access_method: index.access_method,
    columns: index.columns.map(column),
    key_columns: index.key_columns,
    unique: index.unique,
    primary: index.primary,
    exclusion: index.exclusion,
    nulls_not_distinct: index.traits?.nulls_not_distinct ?? false,
    replica_identity: index.traits?.replica_identity ?? false,
    operator_classes: index.operator_classes,
    operator_class_options: index.traits?.operator_class_options ?? null,
    attribute_types: index.attribute_types,
    // The first half are collations by OID; those that a user made have another one in each database.
    collations: order
      .slice(0, index.key_columns)
      .map((oid) => (Number(oid) < FIRST_USER_OID ? oid : "user-defined")),
    sort_options: order.slice(index.key_columns),
    predicate: index.predicate,
    expressions: index.expressions,
    options: index.options.map(canonicalOption).sort(),
    valid: index.valid,
    ready: index.ready,
    attached_to: index.parent === null ? null : (indexNames.get(index.parent) ?? null),
    extension: index.extension,
  };
}
