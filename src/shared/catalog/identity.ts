import { quoteIdent } from "../sql/ident.ts";
import type { Relation } from "./relations.ts";
import type { Routine } from "./routines.ts";

/** Kinds of object a finding can name. */
export const OBJECT_KINDS = [
  "schema",
  "relation",
  "column",
  "constraint",
  "index",
  "routine",
  "trigger",
  "policy",
  "role",
  "extension",
  "type",
  "sequence",
  "publication",
  "bucket",
  "cron_job",
  "migration",
  "privilege",
  "database",
] as const;

/** Kind of an object that a finding names. */
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** Kinds of object that a project can require by name. */
export const REQUIRABLE_KINDS = [
  "schema",
  "relation",
  "column",
  "constraint",
  "index",
  "routine",
  "trigger",
  "policy",
  "role",
  "extension",
  "type",
  "sequence",
  "publication",
  "bucket",
  "cron_job",
  "migration",
] as const satisfies readonly ObjectKind[];

/** A kind of object that a project can require by name. */
export type RequirableKind = (typeof REQUIRABLE_KINDS)[number];

/** Names one object: raw names in the parts, quoted text that Postgres accepts in `identity`. */
export interface ObjectRef {
  readonly kind: ObjectKind;
  readonly schema?: string;
  readonly name: string;
  /** The relation that a column, constraint, index, trigger or policy belongs to. */
  readonly table?: string;
  /** Of a routine: `schema.name(argument types)`. */
  readonly signature?: string;
  readonly identity: string;
}

interface Named {
  readonly schema: string;
  readonly name: string;
}

/** `schema.name`, quoted where needed. */
export function qualified(object: Named): string {
  return `${quoteIdent(object.schema)}.${quoteIdent(object.name)}`;
}

/** An object that lies in a schema: relation, index, type or sequence. */
export function schemaObjectRef(kind: "relation" | "index" | "type" | "sequence", object: Named): ObjectRef {
  return { kind, schema: object.schema, name: object.name, identity: qualified(object) };
}

/** An index with the relation it is on. */
export function indexRef(index: Named, relation: Named): ObjectRef {
  return {
    kind: "index",
    schema: index.schema,
    name: index.name,
    table: relation.name,
    identity: qualified(index),
  };
}

/** A column: `schema.table.column`. */
export function columnRef(relation: Relation, column: string): ObjectRef {
  return {
    kind: "column",
    schema: relation.schema,
    name: column,
    table: relation.name,
    identity: `${qualified(relation)}.${quoteIdent(column)}`,
  };
}

/** A constraint, trigger or policy: `name on schema.table`, as `drop policy` and `comment on` take it. */
export function tableObjectRef(
  kind: "constraint" | "trigger" | "policy",
  name: string,
  relation: Named,
): ObjectRef {
  return {
    kind,
    schema: relation.schema,
    name,
    table: relation.name,
    identity: `${quoteIdent(name)} on ${qualified(relation)}`,
  };
}

/** A domain's constraint: `name on domain schema.domain`, as `comment on constraint` takes it. */
export function domainConstraintRef(name: string, domain: Named): ObjectRef {
  return {
    kind: "constraint",
    schema: domain.schema,
    name,
    // Two domains can have constraints of one name; a domain and a table of one schema cannot have one name.
    table: domain.name,
    identity: `${quoteIdent(name)} on domain ${qualified(domain)}`,
  };
}

/** An event trigger, which lies in no schema and belongs to no table. */
export function eventTriggerRef(name: string): ObjectRef {
  return { kind: "trigger", name, identity: quoteIdent(name) };
}

/** A routine by its signature. */
export function routineRef(routine: Routine): ObjectRef {
  return {
    kind: "routine",
    schema: routine.schema,
    name: routine.name,
    signature: routine.signature,
    identity: routine.signature,
  };
}

/** An object that lies in no schema and has an SQL name: role, extension, schema, publication or database. */
export function globalRef(
  kind: "role" | "extension" | "schema" | "publication" | "database",
  name: string,
): ObjectRef {
  return { kind, name, identity: quoteIdent(name) };
}

/** Something that is a row or a setting rather than an SQL object: a bucket, a cron job, a migration, a privilege. */
export function recordRef(
  kind: "bucket" | "cron_job" | "migration" | "privilege",
  name: string,
  options: { readonly schema?: string; readonly identity?: string } = {},
): ObjectRef {
  return {
    kind,
    ...(options.schema === undefined ? {} : { schema: options.schema }),
    name,
    identity: options.identity ?? name,
  };
}
