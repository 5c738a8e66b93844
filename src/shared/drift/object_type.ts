import { type ObjectKind, type ObjectRef, qualified, tableObjectRef } from "../catalog/identity.ts";
import { quoteIdent } from "../sql/ident.ts";

/** Types of object that lie in a schema in numbers, and are fingerprinted on the server; columns belong to their relation. */
export const SCHEMA_TYPES = [
  "schema",
  "relation",
  "column",
  "constraint",
  "index",
  "routine",
  "trigger",
  "policy",
  "type",
  "sequence",
] as const;

/** Types of object that are few in every database, or lie in no schema: they are read whole. */
export const OTHER_TYPES = [
  "extension",
  "role",
  "event trigger",
  "default privileges",
  "publication",
  "subscription",
  "foreign data wrapper",
  "server",
  "user mapping",
  "language",
  "cast",
  "transform",
  "operator",
  "operator class",
  "operator family",
  "collation",
  "conversion",
  "text search configuration",
  "text search dictionary",
  "text search parser",
  "text search template",
  "settings",
  "database",
  "bucket",
  "cron job",
] as const;

/** Type of a compared object, in the words of Postgres where it has one. */
export type ObjectType = (typeof SCHEMA_TYPES)[number] | (typeof OTHER_TYPES)[number];

/** Names an object among those of one type. */
export interface ObjectName {
  readonly type: ObjectType;
  /** Null for what lies in no schema. */
  readonly schema: string | null;
  /** The relation that it belongs to. */
  readonly parent: string | null;
  /** Of a routine and of an operator: with its argument types. */
  readonly name: string;
}

/** The kind by which findings name objects of a type (CONTRACT 3), where it is not the type itself. */
const KINDS: Readonly<Partial<Record<ObjectType, ObjectKind>>> = {
  "event trigger": "trigger",
  "default privileges": "privilege",
  subscription: "publication",
  "foreign data wrapper": "database",
  server: "database",
  "user mapping": "database",
  language: "database",
  cast: "routine",
  transform: "routine",
  operator: "routine",
  "operator class": "routine",
  "operator family": "routine",
  conversion: "routine",
  collation: "type",
  "text search configuration": "type",
  "text search dictionary": "type",
  "text search parser": "type",
  "text search template": "type",
  settings: "role",
  "cron job": "cron_job",
};

/** Types whose names carry more than a name: they come quoted from the server. */
const QUOTED: ReadonlySet<ObjectType> = new Set([
  "cast",
  "transform",
  "operator",
  "operator class",
  "operator family",
  "user mapping",
]);

/** How findings name the object. */
export function refOf(object: ObjectName): ObjectRef {
  const { type, schema, parent, name } = object;
  const kind = KINDS[type] ?? (type as ObjectKind);
  const place = schema === null ? {} : { schema };
  const plain = { schema: schema ?? "", name };
  switch (type) {
    case "relation":
    case "index":
    case "type":
    case "sequence":
      return {
        kind,
        ...place,
        name,
        ...(parent === null ? {} : { table: parent }),
        identity: qualified(plain),
      };
    case "column": {
      const table = { schema: schema ?? "", name: parent ?? "" };
      return { kind, ...place, name, table: table.name, identity: `${qualified(table)}.${quoteIdent(name)}` };
    }
    case "constraint":
    case "trigger":
    case "policy":
      return tableObjectRef(type, name, { schema: schema ?? "", name: parent ?? "" });
    case "routine":
      // The signature is qualified and quoted already.
      return { kind, ...place, name, signature: name, identity: name };
    case "collation":
    case "conversion":
    case "text search configuration":
    case "text search dictionary":
    case "text search parser":
    case "text search template":
      return { kind, ...place, name, identity: `${type} ${qualified(plain)}` };
    case "default privileges":
    case "bucket":
    case "cron job":
      return { kind, ...place, name, identity: name };
    case "settings":
      return name === ""
        ? { kind: "database", name, identity: "settings of the database" }
        : { kind, name, identity: quoteIdent(name) };
    case "database":
      return { kind, name: "", identity: "database" };
    case "schema":
    case "extension":
    case "role":
    case "event trigger":
    case "publication":
      return { kind, name, identity: quoteIdent(name) };
    default:
      return { kind, ...place, name, identity: `${type} ${QUOTED.has(type) ? name : quoteIdent(name)}` };
  }
}

/** Key of an object among all. */
export function nameKey({ type, schema, parent, name }: ObjectName): string {
  return JSON.stringify([type, schema, parent, name]);
}
