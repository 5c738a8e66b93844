import { z } from "zod";
import { messageOf, type Session, sqlState } from "../database/database.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";
import type { Column } from "./columns.ts";
import { type DeepReadonly, name, oid } from "./family.ts";
import { qualified } from "./identity.ts";
import type { Relation } from "./relations.ts";
import { isUserObject } from "./scope.ts";
import type { CatalogSnapshot } from "./snapshot.ts";
import { type VectorKind, vectorTypesOf } from "./vector_types.ts";

/** The shape of a sample in a saved snapshot. */
export const vectorSampleRow = z.object({
  relation: oid,
  column: name,
  /** Sizes found, ascending. */
  dimensions: z.array(z.number().int()),
  /** Values that were looked at. */
  sampled: z.number().int(),
  /** Why no value could be looked at; `null` where that went well. */
  unread: z.string().nullable(),
});
/** Which sizes a bounded sample of a vector column of no stated size holds. No value itself leaves the database. */
export type VectorSample = DeepReadonly<z.infer<typeof vectorSampleRow>>;

/** Values looked at in each column. */
const SAMPLE_ROWS = 1000;
/** Columns looked at; a database with more of them has one cause for all. */
const MOST_COLUMNS = 200;
/** A sample that takes longer is given up, in milliseconds. */
const SAMPLE_TIMEOUT = 3000;

type Facts = Omit<CatalogSnapshot, "vector_samples" | "orphan_counts" | "body_checks">;

/**
 * Samples the vector columns whose type states no size, each under its own savepoint: a refused or slow one is recorded
 * in its row. Runs inside the transaction that read the facts.
 * @throws the driver's error when the connection breaks.
 */
export async function readVectorSamples(session: Session, facts: Facts): Promise<readonly VectorSample[]> {
  const subjects = unspecifiedColumns(facts);
  if (subjects.length === 0) return [];
  await session.execute(`set local statement_timeout = ${SAMPLE_TIMEOUT}`);
  const samples: VectorSample[] = [];
  for (const [index, subject] of subjects.entries()) {
    samples.push(
      index < MOST_COLUMNS
        ? await sample(session, subject)
        : unreadSample(subject, `only ${MOST_COLUMNS} columns are sampled`),
    );
  }
  return samples;
}

interface Subject {
  readonly relation: Relation;
  readonly column: Column;
  readonly kind: VectorKind;
  readonly schema: string;
}

function unspecifiedColumns(facts: Facts): readonly Subject[] {
  const types = vectorTypesOf(facts);
  if (types === undefined) return [];
  const relations = new Map(facts.relations.map((relation) => [relation.oid, relation]));
  return facts.columns.flatMap((column) => {
    const type = types.byOid(column.type_oid, column.typmod);
    const relation = relations.get(column.relation);
    if (type === undefined || relation === undefined || !isUserObject(relation)) return [];
    // A partition's rows are seen through its root; a foreign table's rows are on another server.
    const isSampled =
      relation.kind === "table" ||
      relation.kind === "partitioned table" ||
      relation.kind === "materialized view";
    if (!isSampled || relation.partition_of !== null) return [];
    if (type.dimension !== -1 || type.array || type.kind === "bit") return [];
    return [{ relation, column, kind: type.kind, schema: types.schema }];
  });
}

async function sample(session: Session, subject: Subject): Promise<VectorSample> {
  await session.execute("savepoint vector_sample");
  try {
    const [answer] = await session.query<{ dimensions: string; sampled: string }>(sampleSql(subject));
    await session.execute("release savepoint vector_sample");
    return {
      relation: subject.relation.oid,
      column: subject.column.name,
      dimensions: z.array(z.number().int()).parse(JSON.parse(answer?.dimensions ?? "[]")),
      sampled: Number(answer?.sampled ?? 0),
      unread: null,
    };
  } catch (error) {
    const code = sqlState(error);
    if (code === undefined || code.startsWith("08") || code.startsWith("57P")) throw error;
    await session.execute("rollback to savepoint vector_sample");
    return unreadSample(subject, messageOf(error));
  }
}

function sampleSql({ relation, column, kind, schema }: Subject): string {
  const value = `subject.${quoteIdent(column.name)}`;
  // A sparse vector has no function for its size, only the text form {index:value,…}/size.
  const size =
    kind === "sparsevec"
      ? `pg_catalog.split_part(${value}::text, '/', 2)::int`
      : `${quoteIdent(schema)}.vector_dims(${value}::${qualify(schema, kind)})`;
  return `
    select
      coalesce(pg_catalog.json_agg(found.size order by found.size), '[]')::text as dimensions,
      coalesce(pg_catalog.sum(found.values), 0)::text as sampled
    from (
      select picked.size, pg_catalog.count(*) as values
      from (
        select ${size} as size
        from ${qualified(relation)} subject
        where ${value} is not null
        limit ${SAMPLE_ROWS}
      ) picked
      group by picked.size
    ) found`;
}

function unreadSample(subject: Subject, reason: string): VectorSample {
  return {
    relation: subject.relation.oid,
    column: subject.column.name,
    dimensions: [],
    sampled: 0,
    unread: reason,
  };
}
