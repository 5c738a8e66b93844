import type { Session } from "../database/database.ts";
import { nameKey, type ObjectName, type ObjectType } from "./object_type.ts";
import { fileUnder, objectQuery, objectSources, type Scope, schemasParameter } from "./objects/queries.ts";
import { textJobs, withLocked } from "./objects/text_queries.ts";
import { shareJobs } from "./share_jobs.ts";

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

/** Postgres places rows in partitions by this hash, so that it is the same on every version and little-endian machine. */
const NUMBER = (content: string) => `hashtextextended(${content} collate "C", 0)`;
/** The canonical hash of a text. */
const CANONICAL = (text: string) => `coalesce($2::text::jsonb ->> md5(${text}), md5(${text}))`;

/** Fingerprints by schema and type. The session's reading has begun. */
export async function readSchemaPrints(session: Session, scope: PrintScope): Promise<SchemaPrints> {
  const prints = new Map<string, Map<ObjectType, bigint>>();
  await readSums<{ schema: string }>(session, scope, {
    columns: () => ["schema"],
    group: () => "schema",
    each: ({ schema, sum }, type) => {
      const types = prints.get(schema) ?? new Map<ObjectType, bigint>();
      prints.set(schema, types);
      types.set(fileUnder(type), added(types.get(fileUnder(type)), sum));
    },
  });
  return prints;
}

/** Fingerprints of single objects, by key. The session's reading has begun. */
export async function readObjectPrints(
  session: Session,
  scope: PrintScope,
): Promise<ReadonlyMap<string, ObjectPrint>> {
  const prints = new Map<string, ObjectPrint>();
  const isColumn = (type: ObjectType) => type === "column";
  await readSums<{ schema: string; parent: string | null; name: string }>(session, scope, {
    columns: (type) =>
      isColumn(type) ? ["schema", "null::text as parent", "parent as name"] : ["schema", "parent", "name"],
    group: (type) => (isColumn(type) ? "schema, parent" : "schema, parent, name"),
    each: ({ schema, parent, name, sum }, type) => {
      const object: ObjectName = { type: fileUnder(type), schema, parent, name };
      const key = nameKey(object);
      prints.set(key, { object, print: added(prints.get(key)?.print, sum) });
    },
  });
  return prints;
}

/** A fingerprint as text. */
export function printText(print: Fingerprint): string {
  return print.toString(16).padStart(16, "0");
}

function added(sum: bigint | undefined, more: string): bigint {
  return BigInt.asUintN(64, (sum ?? 0n) + BigInt(more));
}

/** Sums the hashes of objects and texts over groups of them. */
async function readSums<Group extends object>(
  session: Session,
  scope: PrintScope,
  request: {
    readonly columns: (type: ObjectType) => readonly string[];
    readonly group: (type: ObjectType) => string;
    readonly each: (row: Group & { readonly sum: string }, type: ObjectType) => void;
  },
): Promise<void> {
  const { columns, group, each } = request;
  const schemas = schemasParameter(scope);
  const texts = textJobs<Group & { readonly sum: string }>(scope, {
    select: (query) => {
      const content = `row('${query.type}', texts.attribute, texts.parent, texts.name, texts.digest)::text`;
      return withLocked(query, {
        columns: [...columns(query.type), `sum(${NUMBER(content)})::text as sum`],
        rest: `from texts group by ${group(query.type)}`,
      });
    },
    parameters: [schemas, JSON.stringify(scope.forms)],
    digest: CANONICAL,
    sessions: session.companion === undefined ? 1 : 2,
  });
  const objects = objectSources(scope).map((source) => {
    const { type } = source;
    const { tables, query, attributes } = objectQuery(source, scope.server);
    const content = `row('${type}', object.parent, object.name, ${attributes.map((name) => `object.${name}`).join(", ")})::text`;
    return {
      type,
      run: (reader: Session): Promise<readonly (Group & { readonly sum: string })[]> =>
        reader.query(
          `with ${tables}
          select ${columns(type).join(", ")}, sum(${NUMBER(content)})::text as sum from (${query}) object group by ${group(type)}`,
          [schemas],
        ),
    };
  });
  // Texts take the longest.
  const jobs = [...texts, ...objects];
  const found = await shareJobs(
    session,
    jobs.map((job) => job.run),
  );
  for (const [place, rows] of found.entries()) {
    const type = jobs[place]?.type;
    if (type !== undefined) for (const row of rows) each(row, type);
  }
}
