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
} from "./family.ts";

const row = z.object({
  oid,
  schema: name,
  name,
  kind: z.enum(["base", "composite", "domain", "enum", "range", "multirange", "pseudo"]),
  owner: name,
  acl,
  /** OID of the array type over it. */
  array_oid: oid.nullable(),
  labels: z.array(z.string()),
  /** Of a domain: the type below, with its modifier. */
  base_type: z.string().nullable(),
  base_type_oid: oid.nullable(),
  base_typmod: z.number().int(),
  /** Of a domain: constraints that were never checked against the values that exist. */
  unvalidated_constraints: z.array(name),
  /** Of a composite type: its attributes. */
  attributes: z.array(z.object({ name, type: z.string(), type_oid: oid, typmod: z.number().int() })),
  extension,
});
/** A type (`pg_type`); row types of relations and automatic array types are left out. */
export type DataType = DeepReadonly<z.infer<typeof row>>;

export const types: Family<DataType> = {
  name: "types",
  row,
  sql: () => `
    select
      typ.oid::int8 as oid,
      nsp.nspname as schema,
      typ.typname as name,
      case typ.typtype
        when 'b' then 'base'
        when 'c' then 'composite'
        when 'd' then 'domain'
        when 'e' then 'enum'
        when 'r' then 'range'
        when 'm' then 'multirange'
        else 'pseudo'
      end as kind,
      pg_catalog.pg_get_userbyid(typ.typowner) as owner,
      typ.typacl::text as acl,
      nullif(typ.typarray, 0)::int8 as array_oid,
      array(
        select lab.enumlabel
        from pg_catalog.pg_enum lab
        where lab.enumtypid = typ.oid
        order by lab.enumsortorder
      ) as labels,
      case when typ.typtype = 'd' then pg_catalog.format_type(typ.typbasetype, typ.typtypmod) end as base_type,
      case when typ.typtype = 'd' then typ.typbasetype::int8 end as base_type_oid,
      typ.typtypmod as base_typmod,
      case
        when typ.typtype = 'd' then
          array(
            select con.conname
            from pg_catalog.pg_constraint con
            where con.contypid = typ.oid
              and not con.convalidated
            order by con.conname
          )
        else '{}'
      end as unvalidated_constraints,
      coalesce((
        select pg_catalog.json_agg(
          pg_catalog.json_build_object(
            'name', att.attname,
            'type', pg_catalog.format_type(att.atttypid, att.atttypmod),
            'type_oid', att.atttypid::int8,
            'typmod', att.atttypmod
          )
          order by att.attnum
        )
        from pg_catalog.pg_attribute att
        where typ.typtype = 'c'
          and att.attrelid = typ.typrelid
          and att.attnum > 0
          and not att.attisdropped
      ), '[]') as attributes,
      member.extname as extension
    from pg_catalog.pg_type typ
    join pg_catalog.pg_namespace nsp on nsp.oid = typ.typnamespace
    left join pg_catalog.pg_class rel on rel.oid = typ.typrelid
    ${extensionJoin("pg_type", "typ.oid")}
    where (rel.oid is null or rel.relkind = 'c')
      and not (typ.typcategory = 'A' and typ.typelem <> 0 and typ.typtype = 'b')
      and ${NOT_SYSTEM_SCHEMA}
    order by nsp.nspname, typ.typname`,
};
