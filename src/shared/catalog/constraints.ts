import { z } from "zod";
import { type DeepReadonly, type Family, NOT_SYSTEM_SCHEMA, name, oid } from "./family.ts";

const row = z.object({
  oid,
  relation: oid,
  name,
  kind: z.enum(["check", "foreign key", "primary key", "unique", "exclusion", "trigger"]),
  validated: z.boolean(),
  deferrable: z.boolean(),
  /** Column numbers; 0 stands for an expression. */
  columns: z.array(z.number().int()),
  referenced_relation: oid.nullable(),
  referenced_columns: z.array(z.number().int()),
  /** The index behind a key, or the referenced index of a foreign key. */
  index: oid.nullable(),
  /** Copied from the partitioned table's constraint of which it is a part. */
  inherited: z.boolean(),
});
/** A table constraint (`pg_constraint`); not-null constraints, in the catalog since 18, are facts of their column. */
export type Constraint = DeepReadonly<z.infer<typeof row>>;

export const constraints: Family<Constraint> = {
  name: "constraints",
  row,
  sql: () => `
    select
      con.oid::int8 as oid,
      con.conrelid::int8 as relation,
      con.conname as name,
      case con.contype
        when 'c' then 'check'
        when 'f' then 'foreign key'
        when 'p' then 'primary key'
        when 'u' then 'unique'
        when 'x' then 'exclusion'
        else 'trigger'
      end as kind,
      con.convalidated as validated,
      con.condeferrable as deferrable,
      coalesce(con.conkey, '{}') as columns,
      nullif(con.confrelid, 0)::int8 as referenced_relation,
      coalesce(con.confkey, '{}') as referenced_columns,
      nullif(con.conindid, 0)::int8 as index,
      con.conparentid <> 0 as inherited
    from pg_catalog.pg_constraint con
    join pg_catalog.pg_class rel on rel.oid = con.conrelid
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    where con.contype in ('c', 'f', 'p', 'u', 'x', 't')
      and ${NOT_SYSTEM_SCHEMA}
    order by con.conrelid, con.conname`,
};
