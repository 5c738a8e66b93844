import { z } from "zod";
import { type DeepReadonly, type Family, NOT_SYSTEM_SCHEMA, name, oid } from "./family.ts";

const row = z.object({
  oid,
  relation: oid,
  name,
  permissive: z.boolean(),
  command: z.enum(["all", "select", "insert", "update", "delete"]),
  /** Role names; `public` stands for everybody. */
  roles: z.array(name),
  using: z.string().nullable(),
  with_check: z.string().nullable(),
  /** Routines outside pg_catalog that the expressions call. */
  routines: z.array(oid),
});
/** A row security policy (`pg_policy`). */
export type Policy = DeepReadonly<z.infer<typeof row>>;

// An expression without a column deparses without its relation, so no lock is taken and no cache entry is built for it.
function deparsed(expression: string): string {
  return `pg_catalog.pg_get_expr(
        ${expression},
        case when ${expression}::text like '%{VAR %' or ${expression}::text like '%SUBLINK%' then pol.polrelid else 0 end
      )`;
}

export const policies: Family<Policy> = {
  name: "policies",
  row,
  sql: () => `
    with called as materialized (
      select dep.objid, pg_catalog.array_agg(distinct dep.refobjid::int8) as routines
      from pg_catalog.pg_depend dep
      where dep.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
        and dep.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
      group by dep.objid
    )
    select
      pol.oid::int8 as oid,
      pol.polrelid::int8 as relation,
      pol.polname as name,
      pol.polpermissive as permissive,
      case pol.polcmd
        when 'r' then 'select'
        when 'a' then 'insert'
        when 'w' then 'update'
        when 'd' then 'delete'
        else 'all'
      end as command,
      array(
        select coalesce(rol.rolname, 'public')
        from pg_catalog.unnest(pol.polroles) as grantee(oid)
        left join pg_catalog.pg_roles rol on rol.oid = grantee.oid
        order by 1
      ) as roles,
      ${deparsed("pol.polqual")} as using,
      ${deparsed("pol.polwithcheck")} as with_check,
      coalesce(called.routines, '{}') as routines
    from pg_catalog.pg_policy pol
    join pg_catalog.pg_class rel on rel.oid = pol.polrelid
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    left join called on called.objid = pol.oid
    where ${NOT_SYSTEM_SCHEMA}
    order by nsp.nspname, rel.relname, pol.polname`,
};
