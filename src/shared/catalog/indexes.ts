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
  predicate: z.string().nullable(),
  expressions: z.string().nullable(),
  options: z.array(z.string()),
  scans: z.number(),
  pages: z.number(),
  is_partition: z.boolean(),
  /** The partitioned table's index to which it is attached. */
  parent: oid.nullable(),
  /** A build of it runs right now; `null` where one runs in the database that the reading role may not look into. */
  building: z.boolean().nullable(),
  /** The statement that makes it, of an index that is not valid or not ready. */
  definition: z.string().nullable(),
  extension,
});
/** An index (`pg_index`). */
export type Index = DeepReadonly<z.infer<typeof row>>;

export const indexes: Family<Index> = {
  name: "indexes",
  row,
  sql: () => `
    with builds as materialized (
      select progress.index_relid
      from pg_catalog.pg_stat_progress_create_index progress
      where progress.datname = pg_catalog.current_database()
    ),
    attributes as materialized (
      select
        att.attrelid,
        pg_catalog.array_agg(pg_catalog.format_type(att.atttypid, att.atttypmod) order by att.attnum) as types,
        pg_catalog.array_agg(att.atttypmod order by att.attnum) as typmods,
        pg_catalog.array_agg(att.atttypid::int8 order by att.attnum) as type_oids
      from pg_catalog.pg_attribute att
      join pg_catalog.pg_class rel on rel.oid = att.attrelid
      where rel.relkind in ('i', 'I')
        and att.attnum > 0
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
      idx.indkey::int2[] as columns,
      idx.indnkeyatts as key_columns,
      array(
        select opc.opcname
        from pg_catalog.unnest(idx.indclass::oid[]) with ordinality as key(oid, position)
        join pg_catalog.pg_opclass opc on opc.oid = key.oid
        order by key.position
      ) as operator_classes,
      attributes.types as attribute_types,
      attributes.typmods as attribute_typmods,
      attributes.type_oids as attribute_type_oids,
      pg_catalog.concat_ws(' ', idx.indcollation::text, idx.indoption::text) as ordering,
      pg_catalog.pg_get_expr(idx.indpred, idx.indrelid) as predicate,
      pg_catalog.pg_get_expr(idx.indexprs, idx.indrelid) as expressions,
      coalesce(cls.reloptions, '{}') as options,
      coalesce(pg_catalog.pg_stat_get_numscans(idx.indexrelid), 0) as scans,
      cls.relpages as pages,
      cls.relispartition as is_partition,
      inh.inhparent::int8 as parent,
      case
        when idx.indisvalid and idx.indisready then false
        when idx.indexrelid in (select bld.index_relid from builds bld where bld.index_relid is not null) then true
        when exists (select from builds bld where bld.index_relid is null) then null
        else false
      end as building,
      case
        when not (idx.indisvalid and idx.indisready) then pg_catalog.pg_get_indexdef(idx.indexrelid)
      end as definition,
      member.extname as extension
    from pg_catalog.pg_index idx
    join pg_catalog.pg_class cls on cls.oid = idx.indexrelid
    join pg_catalog.pg_namespace nsp on nsp.oid = cls.relnamespace
    join pg_catalog.pg_am meth on meth.oid = cls.relam
    left join pg_catalog.pg_inherits inh on inh.inhrelid = idx.indexrelid
    join attributes on attributes.attrelid = idx.indexrelid
    ${extensionJoin("pg_class", "idx.indrelid")}
    where ${NOT_SYSTEM_SCHEMA}
    order by nsp.nspname, cls.relname`,
};
