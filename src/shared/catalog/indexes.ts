import { z } from "zod";
import type { Session } from "../database/database.ts";
import {
  type DeepReadonly,
  extension,
  extensionJoin,
  type Family,
  NOT_SYSTEM_SCHEMA,
  name,
  oid,
  remember,
  rowsOf,
} from "./family.ts";
import { deparseOnce, treeKeySql } from "./stored_expressions.ts";

const row = z.object({
  oid,
  schema: name,
  name,
  relation: oid,
  access_method: name,
  unique: z.boolean(),
  primary: z.boolean(),
  exclusion: z.boolean(),
  valid: z.boolean(),
  ready: z.boolean(),
  /** Column numbers, key columns first; 0 stands for an expression. */
  columns: z.array(z.number().int()),
  /** How many of the columns are key columns; the rest is INCLUDE. */
  key_columns: z.number().int(),
  operator_classes: z.array(name),
  /**
   * Types of the index's own attributes with their modifiers: `extensions.vector(1536)`. Empty, as the two fields after
   * it, where every attribute has a built-in type other than `bit`: those say nothing that the columns do not.
   */
  attribute_types: z.array(z.string()),
  /** The index's own attribute typmods: for pgvector the dimension, also of an expression `(v::vector(200))`. */
  attribute_typmods: z.array(z.number().int()),
  /** Type OIDs of the index's own attributes. */
  attribute_type_oids: z.array(oid),
  /** Collation and sort options of the key columns, in one comparable text. */
  ordering: z.string(),
  predicate: z.string().nullable(),
  expressions: z.string().nullable(),
  options: z.array(z.string()),
  scans: z.number(),
  pages: z.number(),
  is_partition: z.boolean(),
  extension,
});
/** An index (`pg_index`). */
export type Index = DeepReadonly<z.infer<typeof row>>;

/** Types below this OID are built in (`FirstNormalObjectId`). */
const FIRST_NORMAL_OID = 16384;
/** `bit` and `bit varying`, which pgvector indexes too. */
const BIT_TYPES = "1560, 1562";

/** An index as the query answers it: lists as texts, and what tells its expressions apart in place of their texts. */
type AnsweredIndex = Omit<Index, "columns" | "operator_classes"> & {
  readonly columns: string;
  readonly operator_classes: string;
};

// Both expressions of an index have an id: twice the index's for the predicate, one more for its expressions.
const DEPARSE = `
    select
      wanted.id::text as id,
      pg_catalog.pg_get_expr(
        case wanted.id % 2 when 0 then idx.indpred else idx.indexprs end,
        wanted.relation::oid
      ) as text
    from rows from (pg_catalog.unnest($1::text[]::int8[]), pg_catalog.unnest($2::text[]::int8[])) as wanted(id, relation)
    join pg_catalog.pg_index idx on idx.indexrelid = (wanted.id / 2)::oid`;

async function readOperatorClasses(session: Session): Promise<ReadonlyMap<string, string>> {
  const rows = await session.query<{ oid: string; name: string }>(
    "select opc.oid::text as oid, opc.opcname::text as name from pg_catalog.pg_opclass opc",
  );
  return new Map(rows.map((row) => [row.oid, row.name]));
}

function words(list: string): string[] {
  return list === "" ? [] : list.split(" ");
}

export const indexes: Family<Index> = {
  name: "indexes",
  row,
  after: ["columns"],
  sql: (server) => `
    with special as materialized (
      select distinct att.attrelid
      from pg_catalog.pg_attribute att
      join pg_catalog.pg_class rel on rel.oid = att.attrelid
      where (att.atttypid >= ${FIRST_NORMAL_OID} or att.atttypid in (${BIT_TYPES}))
        and rel.relkind in ('i', 'I')
    ),
    attributes as materialized (
      select
        att.attrelid,
        pg_catalog.array_agg(pg_catalog.format_type(att.atttypid, att.atttypmod) order by att.attnum) as types,
        pg_catalog.array_agg(att.atttypmod order by att.attnum) as typmods,
        pg_catalog.array_agg(att.atttypid::int8 order by att.attnum) as type_oids
      from special
      join pg_catalog.pg_attribute att on att.attrelid = special.attrelid
      where att.attnum > 0
      group by att.attrelid
    )
    select
      idx.indexrelid::int8 as oid,
      nsp.nspname as schema,
      cls.relname as name,
      idx.indrelid::int8 as relation,
      meth.amname as access_method,
      idx.indisunique as unique,
      idx.indisprimary as primary,
      idx.indisexclusion as exclusion,
      idx.indisvalid as valid,
      idx.indisready as ready,
      idx.indkey::text as columns,
      idx.indnkeyatts as key_columns,
      idx.indclass::text as operator_classes,
      coalesce(attributes.types, '{}') as attribute_types,
      coalesce(attributes.typmods, '{}') as attribute_typmods,
      coalesce(attributes.type_oids, '{}') as attribute_type_oids,
      pg_catalog.concat_ws(' ', idx.indcollation::text, idx.indoption::text) as ordering,
      ${treeKeySql(server, "idx.predicate_tree")} as predicate,
      ${treeKeySql(server, "idx.expressions_tree")} as expressions,
      coalesce(cls.reloptions, '{}') as options,
      coalesce(pg_catalog.pg_stat_get_numscans(idx.indexrelid), 0) as scans,
      cls.relpages as pages,
      cls.relispartition as is_partition,
      member.extname as extension
    from (
      select stored.*, stored.indpred::text || '' as predicate_tree, stored.indexprs::text || '' as expressions_tree
      from pg_catalog.pg_index stored
      offset 0
    ) idx
    join pg_catalog.pg_class cls on cls.oid = idx.indexrelid
    join pg_catalog.pg_namespace nsp on nsp.oid = cls.relnamespace
    join pg_catalog.pg_am meth on meth.oid = cls.relam
    left join attributes on attributes.attrelid = idx.indexrelid
    ${extensionJoin("pg_class", "idx.indrelid")}
    where ${NOT_SYSTEM_SCHEMA}
    order by nsp.nspname, cls.relname`,
  finish: async (answer, reading) => {
    const indexes = rowsOf<AnsweredIndex>(answer);
    const texts = await deparseOnce(
      reading.session,
      indexes.flatMap(({ oid, relation, predicate, expressions }) => [
        ...(predicate === null ? [] : [{ id: oid * 2, relation, key: predicate }]),
        ...(expressions === null ? [] : [{ id: oid * 2 + 1, relation, key: expressions }]),
      ]),
      { columnNames: reading.columnNames, deparse: DEPARSE },
    );
    const classes = await readOperatorClasses(reading.session);
    const classesOf = remember((oids) => Object.freeze(words(oids).map((oid) => classes.get(oid) ?? oid)));
    const columnsOf = remember((numbers) => Object.freeze(words(numbers).map(Number)));
    return indexes.map((index) =>
      Object.assign(index, {
        columns: columnsOf(index.columns),
        operator_classes: classesOf(index.operator_classes),
        predicate: texts.get(index.oid * 2) ?? null,
        expressions: texts.get(index.oid * 2 + 1) ?? null,
      }),
    );
  },
};
