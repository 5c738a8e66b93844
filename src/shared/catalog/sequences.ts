import { z } from "zod";
import {
  acl,
  type DeepReadonly,
  extension,
  extensionJoin,
  type Family,
  NOT_SYSTEM_SCHEMA,
  name,
  oid,
  within,
} from "./family.ts";

// Bounds of a bigint sequence exceed what a JSON number carries exactly, so these figures travel as text.
const integer = z.string().regex(/^-?\d+$/);
const row = z.object({
  oid,
  schema: name,
  name,
  owner: name,
  acl,
  type: z.string(),
  minimum: integer,
  maximum: integer,
  increment: integer,
  cycles: z.boolean(),
  /** `null` where it was never used, was not read, or ends so far off that it was not read. */
  last_value: integer.nullable(),
  /** Why a last value that matters was not read. */
  unread: z.string().nullable(),
  /** The column it belongs to (`owned by`, serial or identity). */
  relation: oid.nullable(),
  column: z.number().int().nullable(),
  /** Columns of type smallint or integer that it fills, owned by it or not. */
  integer_columns: z.array(z.object({ relation: oid, column: z.number().int() })),
  /** Bounds of the narrowest of them; the sequence itself may go further. */
  column_minimum: integer.nullable(),
  column_maximum: integer.nullable(),
  extension,
});
/** A sequence (`pg_sequence`); its last value is read apart, by `readSequenceValues`. */
export type Sequence = DeepReadonly<z.infer<typeof row>>;

// The type of each column is looked up by its key: a join would read all of pg_attribute for some thousand columns.
export const sequences: Family<Sequence> = {
  name: "sequences",
  row,
  sql: ({ scope }) => `
    with used as materialized (
      select
        dep.objid as sequence,
        dep.refobjid as relation,
        dep.refobjsubid as column,
        true as owned,
        dep.deptype = 'i' as fills
      from pg_catalog.pg_depend dep
      join pg_catalog.pg_sequence seq on seq.seqrelid = dep.objid
      where dep.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and dep.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and dep.deptype in ('a', 'i')
        and dep.refobjsubid > 0
      union all
      select
        dep.refobjid,
        def.adrelid,
        def.adnum,
        false,
        true
      from pg_catalog.pg_depend dep
      join pg_catalog.pg_attrdef def on def.oid = dep.objid
      where dep.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
        and dep.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and dep.refobjsubid = 0
    ),
    integers as materialized (
      select
        used.sequence,
        pg_catalog.json_agg(
          pg_catalog.json_build_object('relation', used.relation::int8, 'column', used.column)
          order by used.relation, used.column
        ) as columns,
        pg_catalog.max(bounds.minimum) as minimum,
        pg_catalog.min(bounds.maximum) as maximum
      from used
      cross join lateral (
        select att.atttypid as oid
        from pg_catalog.pg_attribute att
        where att.attrelid = used.relation
          and att.attnum = used.column
        offset 0
      ) column_type
      join pg_catalog.pg_type typ on typ.oid = column_type.oid
      join (
        values
          ('pg_catalog.int2'::pg_catalog.regtype::oid, -32768::int8, 32767::int8),
          ('pg_catalog.int4'::pg_catalog.regtype::oid, -2147483648::int8, 2147483647::int8)
      ) as bounds(type, minimum, maximum) on bounds.type = coalesce(nullif(typ.typbasetype, 0), typ.oid)
      where used.fills
      group by used.sequence
    )
    select
      seq.seqrelid::int8 as oid,
      nsp.nspname as schema,
      rel.relname as name,
      pg_catalog.pg_get_userbyid(rel.relowner) as owner,
      rel.relacl::text as acl,
      pg_catalog.format_type(seq.seqtypid, null) as type,
      seq.seqmin::text as minimum,
      seq.seqmax::text as maximum,
      seq.seqincrement::text as increment,
      seq.seqcycle as cycles,
      null::text as last_value,
      null::text as unread,
      own.relation::int8 as relation,
      own.column as column,
      coalesce(integers.columns, '[]') as integer_columns,
      integers.minimum::text as column_minimum,
      integers.maximum::text as column_maximum,
      member.extname as extension
    from pg_catalog.pg_sequence seq
    join pg_catalog.pg_class rel on rel.oid = seq.seqrelid
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    left join used own on own.sequence = seq.seqrelid and own.owned
    left join integers on integers.sequence = seq.seqrelid
    ${extensionJoin("pg_class", "rel.oid")}
    where ${NOT_SYSTEM_SCHEMA}
      and ${within(scope?.sequences, "seq.seqrelid")}
    order by nsp.nspname, rel.relname`,
};
