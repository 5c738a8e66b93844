import { z } from "zod";
import {
  type DeepReadonly,
  type Family,
  NOT_SYSTEM_SCHEMA,
  name,
  oid,
  remember,
  rowsOf,
  within,
} from "./family.ts";
import { deparseOnce, treeKeySql } from "./stored_expressions.ts";

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

/** A policy as the query answers it: role OIDs, and what tells its expressions apart in place of their texts. */
type AnsweredPolicy = Omit<Policy, "roles"> & { readonly roles: string };

// Both expressions of a policy have an id: twice the policy's for `using`, one more for `with check`.
const DEPARSE = `
    select
      wanted.id::text as id,
      pg_catalog.pg_get_expr(
        case wanted.id % 2 when 0 then pol.polqual else pol.polwithcheck end,
        wanted.relation::oid
      ) as text
    from rows from (pg_catalog.unnest($1::text[]::int8[]), pg_catalog.unnest($2::text[]::int8[])) as wanted(id, relation)
    join pg_catalog.pg_policy pol on pol.oid = (wanted.id / 2)::oid`;

export const policies: Family<Policy> = {
  name: "policies",
  row,
  after: ["roles", "columns"],
  sql: (server) => `
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
      pg_catalog.array_to_string(pol.polroles, ' ') as roles,
      ${treeKeySql(server, "pol.using_tree")} as using,
      ${treeKeySql(server, "pol.check_tree")} as with_check,
      coalesce(called.routines, '{}') as routines
    from (
      select
        stored.oid,
        stored.polrelid,
        stored.polname,
        stored.polpermissive,
        stored.polcmd,
        stored.polroles,
        stored.polqual::text || '' as using_tree,
        stored.polwithcheck::text || '' as check_tree
      from pg_catalog.pg_policy stored
      where (${within(server.scope?.whole, "stored.polrelid")} or ${within(server.scope?.policies, "stored.oid")})
      offset 0
    ) pol
    join pg_catalog.pg_class rel on rel.oid = pol.polrelid
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    left join called on called.objid = pol.oid
    where ${NOT_SYSTEM_SCHEMA}
    order by nsp.nspname, rel.relname, pol.polname`,
  finish: async (answer, reading) => {
    const policies = rowsOf<AnsweredPolicy>(answer);
    const texts = await deparseOnce(
      reading.session,
      policies.flatMap(({ oid, relation, using, with_check }) => [
        ...(using === null ? [] : [{ id: oid * 2, relation, key: using }]),
        ...(with_check === null ? [] : [{ id: oid * 2 + 1, relation, key: with_check }]),
      ]),
      { columnNames: reading.columnNames, deparse: DEPARSE },
    );
    const rolesOf = remember((oids) =>
      Object.freeze(
        oids
          .split(" ")
          .map((oid) => (oid === "0" ? "public" : reading.roleName(Number(oid))))
          .sort(),
      ),
    );
    return policies.map((policy) =>
      Object.assign(policy, {
        roles: rolesOf(policy.roles),
        using: texts.get(policy.oid * 2) ?? null,
        with_check: texts.get(policy.oid * 2 + 1) ?? null,
      }),
    );
  },
};
