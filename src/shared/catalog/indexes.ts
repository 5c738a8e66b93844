import { z } from "zod";
import {
  type DeepReadonly,
  extension,
  extensionJoin,
  type Family,
  NOT_SYSTEM_SCHEMA,
  name,
  oid,
} from "./family.ts";

const traits = z.object({
  /** `unique nulls not distinct`. */
  nulls_not_distinct: z.boolean(),
  /** `alter table … replica identity using index`. */
  replica_identity: z.boolean(),
  /** Numbers of key columns that are sorted by another collation than their own: a search by the column cannot use it. */
  other_collations: z.array(z.number().int()),
  /** Schemas of the operator classes of the key columns; `null` where each is the default of its column's type. */
  operator_class_schemas: z.array(name).nullable(),
  /** Parameters of the operator classes. */
  operator_class_options: z.string().nullable(),
});

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
  /** Types of the index's own attributes with their modifiers: `extensions.vector(1536)`. */
  attribute_types: z.array(z.string()),
  /** The index's own attribute typmods: for pgvector the dimension, also of an expression `(v::vector(200))`. */
  attribute_typmods: z.array(z.number().int()),
  /** Type OIDs of the index's own attributes. */
  attribute_type_oids: z.array(oid),
  /** Collation and sort options of the key columns, in one comparable text. */
  ordering: z.string(),
  /** What few indexes have; `null` where there is none of it. */
  traits: traits.nullable(),
  predicate: z.string().nullable(),
  expressions: z.string().nullable(),
  options: z.array(z.string()),
  scans: z.number(),
  pages: z.number(),
  is_partition: z.boolean(),
  /** The partitioned table's index to which it is attached. */
  parent: oid.nullable(),
  extension,
});
/** An index (`pg_index`). */
export type Index = DeepReadonly<z.infer<typeof row>>;

// A database has some dozens of distinct lists of operator classes, whatever the number of its indexes.
const CLASSES = `classes as materialized (
      select
        lists.classes,
        pg_catalog.array_agg(opc.opcname order by key.position) as names,
        pg_catalog.array_agg(nsp.nspname order by key.position) as schemas,
        pg_catalog.array_agg(case when opc.opcdefault then opc.opcintype::int8 end order by key.position) as default_types
      from (select distinct idx.indclass as classes from pg_catalog.pg_index idx) lists
      cross join lateral pg_catalog.unnest(lists.classes::oid[]) with ordinality as key(oid, position)
      join pg_catalog.pg_opclass opc on opc.oid = key.oid
      join pg_catalog.pg_namespace nsp on nsp.oid = opc.opcnamespace
      group by lists.classes
    )`;

// Only a column or an index attribute of another collation than the default one (100) can make the two differ.
const OTHER_COLLATIONS = `collated as materialized (
      select att.attrelid, att.attnum, att.attcollation
      from pg_catalog.pg_attribute att
      where att.attnum > 0
        and att.attcollation not in (0, 100)
    ),
    sorted as materialized (
      select found.indexrelid, pg_catalog.array_agg(distinct found.attnum) as columns
      from (
        select idx.indexrelid, att.attnum
        from collated att
        join pg_catalog.pg_index idx on idx.indrelid = att.attrelid
        cross join lateral rows from (
          pg_catalog.unnest(idx.indkey::int2[]),
          pg_catalog.unnest(idx.indcollation::oid[])
        ) as key(attnum, collation_oid)
        where key.attnum = att.attnum
          and key.collation_oid not in (0, att.attcollation)
        union all
        select idx.indexrelid, col.attnum
        from collated att
        join pg_catalog.pg_index idx on idx.indexrelid = att.attrelid
        join pg_catalog.pg_attribute col
          on col.attrelid = idx.indrelid
          and col.attnum = idx.indkey[att.attnum - 1]
        where col.attcollation <> att.attcollation
      ) found
      group by found.indexrelid
    )`;

export const indexes: Family<Index> = {
  name: "indexes",
  row,
  sql: () => `
    with attributes as materialized (
      select
        att.attrelid,
        pg_catalog.array_agg(pg_catalog.format_type(att.atttypid, att.atttypmod) order by att.attnum) as types,
        pg_catalog.array_agg(att.atttypmod order by att.attnum) as typmods,
        pg_catalog.array_agg(att.atttypid::int8 order by att.attnum) as type_oids,
        pg_catalog.string_agg(att.attoptions::text, ' ' order by att.attnum) as class_options
      from pg_catalog.pg_attribute att
      join pg_catalog.pg_class rel on rel.oid = att.attrelid
      where rel.relkind in ('i', 'I')
        and att.attnum > 0
      group by att.attrelid
    ),
    ${CLASSES},
    ${OTHER_COLLATIONS}
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
      idx.indkey::int2[] as columns,
      idx.indnkeyatts as key_columns,
      classes.names as operator_classes,
      attributes.types as attribute_types,
      attributes.typmods as attribute_typmods,
      attributes.type_oids as attribute_type_oids,
      pg_catalog.concat_ws(' ', idx.indcollation::text, idx.indoption::text) as ordering,
      case
        when idx.indnullsnotdistinct
          or idx.indisreplident
          or sorted.columns is not null
          or attributes.class_options is not null
          or classes.default_types is distinct from attributes.type_oids[1:idx.indnkeyatts]
        then pg_catalog.json_build_object(
          'nulls_not_distinct', idx.indnullsnotdistinct,
          'replica_identity', idx.indisreplident,
          'other_collations', coalesce(sorted.columns, '{}'),
          'operator_class_schemas',
            case when classes.default_types is distinct from attributes.type_oids[1:idx.indnkeyatts] then classes.schemas end,
          'operator_class_options', attributes.class_options
        )
      end as traits,
      pg_catalog.pg_get_expr(idx.indpred, idx.indrelid) as predicate,
      pg_catalog.pg_get_expr(idx.indexprs, idx.indrelid) as expressions,
      coalesce(cls.reloptions, '{}') as options,
      coalesce(pg_catalog.pg_stat_get_numscans(idx.indexrelid), 0) as scans,
      cls.relpages as pages,
      cls.relispartition as is_partition,
      inh.inhparent::int8 as parent,
      member.extname as extension
    from pg_catalog.pg_index idx
    join pg_catalog.pg_class cls on cls.oid = idx.indexrelid
    join pg_catalog.pg_namespace nsp on nsp.oid = cls.relnamespace
    join pg_catalog.pg_am meth on meth.oid = cls.relam
    left join pg_catalog.pg_inherits inh on inh.inhrelid = idx.indexrelid
    join attributes on attributes.attrelid = idx.indexrelid
    join classes on classes.classes = idx.indclass
    left join sorted on sorted.indexrelid = idx.indexrelid
    ${extensionJoin("pg_class", "idx.indrelid")}
    where ${NOT_SYSTEM_SCHEMA}
    order by nsp.nspname, cls.relname`,
};
