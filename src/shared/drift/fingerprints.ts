import type { Session } from "../database/database.ts";
import { nameKey, type ObjectName, type ObjectType } from "./object_type.ts";
import {
  fileUnder,
  objectQuery,
  objectSources,
  queryStretch,
  type Scope,
  schemasParameter,
  textStretches,
} from "./objects/queries.ts";

/**
 * Fingerprints of the objects of a schema, computed by the server, so that a night on which nothing changed transfers one
 * number for each schema and type.
 *
 * What is hashed is made to be the same on every supported version, whatever the OIDs: names in place of OIDs, and null for
 * what Postgres does by itself. The number of an object is the sum, modulo 2^64, of one 64-bit hash of its attributes, one
 * of each of its columns and one of each text that Postgres deparses; the number of a type in a schema is the sum over its
 * objects. Sums need no order, so they can be made in stretches, and the locks that deparsing takes be let go in between. A
 * text enters by the hash of a canonical form: the manifest knows the other forms in which the same meaning is printed, by
 * another version or after a restore, and the server replaces them. That is why one fingerprint serves for every version,
 * and why no parser is needed here. Sums find accidents: against somebody who forges definitions so that their hashes
 * cancel out, compare with `supawarden drift --migrations`, which reads the definitions themselves.
 */
export type Fingerprint = bigint;

/** Canonical hash of a text, by the hashes of its other forms. */
export type TextForms = Readonly<Record<string, string>>;

/** One fingerprint a schema and type. */
export type SchemaPrints = ReadonlyMap<string, ReadonlyMap<ObjectType, Fingerprint>>;

/** Fingerprints of single objects. */
export interface ObjectPrint {
  readonly object: ObjectName;
  readonly print: Fingerprint;
}

/** What the server is asked for. */
export interface PrintScope extends Scope {
  readonly forms: TextForms;
}

const NUMBER = (content: string) => `('x' || left(md5(${content}), 16))::bit(64)::int8`;
/** The canonical hash of a text. */
const CANONICAL = "coalesce($2::text::jsonb ->> md5(texts.text), md5(texts.text))";

interface Query {
  readonly type: ObjectType;
  readonly sql: (columns: string, group: string) => string;
  readonly isText: boolean;
}

/** Fingerprints by schema and type. The session's reading has begun. */
export async function readSchemaPrints(session: Session, scope: PrintScope): Promise<SchemaPrints> {
  const prints = new Map<string, Map<ObjectType, bigint>>();
  for (const query of await printQueries(session, scope)) {
    const rows = await run<{ schema: string; sum: string }>(session, {
      scope,
      query,
      columns: "schema",
      group: "schema",
    });
    for (const { schema, sum } of rows) {
      const types = prints.get(schema) ?? new Map<ObjectType, bigint>();
      prints.set(schema, types);
      const type = fileUnder(query.type);
      types.set(type, added(types.get(type), sum));
    }
  }
  return prints;
}

/** Fingerprints of single objects, by key. The session's reading has begun. */
export async function readObjectPrints(
  session: Session,
  scope: PrintScope,
): Promise<ReadonlyMap<string, ObjectPrint>> {
  const prints = new Map<string, ObjectPrint>();
  for (const query of await printQueries(session, scope)) {
    const isColumn = query.type === "column";
    const [columns, group] = isColumn
      ? ["schema, null::text as parent, parent as name", "schema, parent"]
      : ["schema, parent, name", "schema, parent, name"];
    const rows = await run<{ schema: string; parent: string | null; name: string; sum: string }>(session, {
      scope,
      query,
      columns,
      group,
    });
    for (const { schema, parent, name, sum } of rows) {
      const object: ObjectName = { type: fileUnder(query.type), schema, parent, name };
      const key = nameKey(object);
      prints.set(key, { object, print: added(prints.get(key)?.print, sum) });
    }
  }
  return prints;
}

/** A fingerprint as text. */
export function printText(print: Fingerprint): string {
  return print.toString(16).padStart(16, "0");
}

function added(sum: bigint | undefined, more: string): bigint {
  return BigInt.asUintN(64, (sum ?? 0n) + BigInt(more));
}

async function printQueries(session: Session, scope: PrintScope): Promise<readonly Query[]> {
  const objects = objectSources(scope).map((source): Query => {
    const { tables, query, attributes } = objectQuery(source, scope.server);
    const content = `row('${source.type}', object.parent, object.name, ${attributes.map((name) => `object.${name}`).join(", ")})::text`;
    return {
      type: source.type,
      isText: false,
      sql: (columns, group) => `with ${tables}
        select ${columns}, sum(${NUMBER(content)})::text as sum from (${query}) object group by ${group}`,
    };
  });
  const texts = (await textStretches(session, scope)).map(
    ({ type, tables }): Query => ({
      type,
      isText: true,
      sql: (columns, group) => `with ${tables}
        select ${columns}, sum(${NUMBER(`row('${type}', texts.attribute, texts.parent, texts.name, ${CANONICAL})::text`)})::text as sum
        from texts group by ${group}`,
    }),
  );
  return [...objects, ...texts];
}

function run<Row extends object>(
  session: Session,
  request: {
    readonly scope: PrintScope;
    readonly query: Query;
    readonly columns: string;
    readonly group: string;
  },
): Promise<readonly Row[]> {
  const { scope, query, columns, group } = request;
  const sql = query.sql(columns, group);
  const schemas = schemasParameter(scope);
  return query.isText
    ? queryStretch<Row>(session, sql, [schemas, JSON.stringify(scope.forms)])
    : session.query<Row>(sql, [schemas]);
}
