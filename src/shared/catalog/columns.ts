import { z } from "zod";
import { acl, type DeepReadonly, type Family, NOT_SYSTEM_SCHEMA, name, oid } from "./family.ts";

const row = z.object({
  relation: oid,
  number: z.number().int(),
  name,
  type_oid: oid,
  /** Type with its modifier, qualified unless it lies in pg_catalog: `extensions.vector(1536)`. */
  type: z.string(),
  /** -1 where unspecified; for pgvector's types and `bit` it is the dimension itself. */
  typmod: z.number().int(),
  not_null: z.boolean(),
  /** Deparsed default or generation expression. */
  default: z.string().nullable(),
  /** `a` always, `d` by default, empty for no identity. */
  identity: z.string(),
  /** `s` stored, `v` virtual (18), empty for an ordinary column. */
  generated: z.string(),
  acl,
});
/** A column of a relation (`pg_attribute`). */
export type Column = DeepReadonly<z.infer<typeof row>>;

// A default has no variables, so it deparses without its relation: pg_get_expr(…, 0) opens no relation and takes no
// lock. A generation expression names columns and needs the relation.
export const columns: Family<Column> = {
  name: "columns",
  row,
  sql: () => `
    select
      att.attrelid::int8 as relation,
      att.attnum as number,
      att.attname as name,
      att.atttypid::int8 as type_oid,
      pg_catalog.format_type(att.atttypid, att.atttypmod) as type,
      att.atttypmod as typmod,
      att.attnotnull as not_null,
      pg_catalog.pg_get_expr(def.adbin, case when att.attgenerated = '' then 0 else def.adrelid end) as default,
      att.attidentity as identity,
      att.attgenerated as generated,
      att.attacl::text as acl
    from pg_catalog.pg_attribute att
    join pg_catalog.pg_class rel on rel.oid = att.attrelid
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    left join pg_catalog.pg_attrdef def on def.adrelid = att.attrelid and def.adnum = att.attnum
    where att.attnum > 0
      and not att.attisdropped
      and rel.relkind in ('r', 'p', 'v', 'm', 'f')
      and ${NOT_SYSTEM_SCHEMA}
    order by att.attrelid, att.attnum`,
};
