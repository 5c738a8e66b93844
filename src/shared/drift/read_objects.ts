import type { Session } from "../database/database.ts";
import type { EvidenceValue } from "../findings/finding.ts";
import { nameKey, type ObjectName } from "./object_type.ts";
import {
  namesParameter,
  objectQuery,
  objectSources,
  otherSources,
  type Scope,
  schemasParameter,
} from "./objects/queries.ts";
import { type AclType, createdAclSql, privilegeListSql, scopeSql } from "./objects/source.ts";
import { queryTexts, withLocked } from "./objects/text_queries.ts";

/** Attributes by name; what is as Postgres makes it by itself is left out. */
export type Attributes = Readonly<Record<string, EvidenceValue>>;

/** An object with what is compared of it. */
export interface DriftObject extends ObjectName {
  readonly attributes: Attributes;
}

/** Objects by key. */
export type DriftObjects = ReadonlyMap<string, DriftObject>;

interface Row {
  readonly schema: string | null;
  readonly parent: string | null;
  readonly name: string;
  readonly attributes: string;
}

/**
 * Objects that lie in schemas, with their attributes and texts; of columns those of the relations.
 * @param wanted only these, by the names their fingerprints have; all of the scope where it is left out.
 */
export async function readSchemaObjects(
  session: Session,
  scope: Scope,
  wanted?: readonly ObjectName[],
): Promise<DriftObjects> {
  const objects = new Map<
    string,
    { -readonly [Key in keyof DriftObject]: DriftObject[Key] } & { attributes: Record<string, EvidenceValue> }
  >();
  const filter = filterOf(wanted);
  for (const source of objectSources(scope)) {
    const names = filter(source.type);
    if (names === null) continue;
    const { tables, query, attributes } = objectQuery(source, scope.server);
    const pairs = attributes.map((name) => `'${name}', object.${name}`).join(", ");
    const rows = await session.query<Row>(
      `with ${tables}
      select object.schema, object.parent, object.name, jsonb_strip_nulls(jsonb_build_object(${pairs}))::text as attributes
      from (${query}) object
      ${names.sql("object")}`,
      [schemasParameter(scope), ...names.parameters],
    );
    for (const row of rows) {
      const object = {
        type: source.type,
        schema: row.schema,
        parent: row.parent,
        name: row.name,
        attributes: JSON.parse(row.attributes),
      };
      objects.set(nameKey(object), object);
    }
  }
  await queryTexts<Row & { attribute: string; text: string }>(session, scope, {
    select: (query) =>
      withLocked(query, {
        columns: ["texts.schema", "texts.parent", "texts.name", "texts.attribute", "texts.text"],
        rest: `from texts ${filter(query.type)?.sql("texts") ?? "where $2::text is null"}`,
      }),
    parameters: [schemasParameter(scope), ...(wanted === undefined ? [] : [namesParameter(wanted)])],
    each: (rows, type) => {
      for (const { schema, parent, name, attribute, text } of rows) {
        const object = objects.get(nameKey({ type, schema, parent, name }));
        if (object !== undefined) object.attributes[attribute] = text;
      }
    },
  });
  return objects;
}

/** Condition on the names of a type; null where none of the type is wanted. */
function filterOf(wanted: readonly ObjectName[] | undefined) {
  return (type: string) => {
    if (wanted === undefined) return { sql: () => "", parameters: [] };
    const isColumn = type === "column";
    const names = wanted.filter((object) => object.type === (isColumn ? "relation" : type));
    if (names.length === 0) return null;
    const key = (alias: string) =>
      isColumn
        ? `${alias}.schema, '', ${alias}.parent`
        : `${alias}.schema, coalesce(${alias}.parent, ''), ${alias}.name`;
    return {
      sql: (alias: string) =>
        `where (${key(alias)}) in (
          select item.name ->> 0, item.name ->> 1, item.name ->> 2 from jsonb_array_elements($2::text::jsonb) item (name)
        )`,
      parameters: [namesParameter(names)],
    };
  };
}

/**
 * Objects that are few or lie in no schema, read whole.
 * @param tables relations outside pg_catalog that exist.
 */
export async function readOtherObjects(
  session: Session,
  scope: Scope,
  tables: { readonly has: (name: string) => boolean },
): Promise<DriftObjects> {
  const objects = new Map<string, DriftObject>();
  for (const source of otherSources(scope)) {
    if (source.needs !== undefined && !tables.has(source.needs)) continue;
    const rows = await session.query<Row>(
      `with ${scopeSql().join(",\n")}
      select object.schema, null::text as parent, object.name, object.attributes::text as attributes
      from (${source.sql(scope.server)}) object`,
      [schemasParameter(scope)],
    );
    for (const row of rows) {
      const object = {
        type: source.type,
        schema: row.schema,
        parent: null,
        name: row.name,
        attributes: JSON.parse(row.attributes),
      };
      objects.set(nameKey(object), object);
    }
  }
  return objects;
}

/** What the owner of the database grants by itself on a new object: schema → kind → privileges. */
export type CreatedPrivileges = Readonly<Record<string, Readonly<Record<AclType, EvidenceValue>>>>;

/** Reads the privileges that new objects get now. */
export async function readCreatedPrivileges(session: Session, scope: Scope): Promise<CreatedPrivileges> {
  const list = (type: AclType) =>
    `'${type}', coalesce(${privilegeListSql(createdAclSql(type, { owner: "(select owner from me)", schema: "nsp.oid" }))}, '{}')`;
  const [row] = await session.query<{ created: string }>(
    `with ${scopeSql().join(",\n")}
    select coalesce(jsonb_object_agg(nsp.name, jsonb_build_object(${(["relation", "sequence", "routine", "type", "schema"] as const).map(list).join(", ")})), '{}')::text as created
    from nsp`,
    [schemasParameter(scope)],
  );
  return JSON.parse(row?.created ?? "{}") as CreatedPrivileges;
}
