import { userSchemaSql } from "../../catalog/scope.ts";
import { commentJoin, notMember, type ObjectSource, relationNameSql, roleSql } from "./source.ts";

/** Schemas of the platform's own tables, on which users put triggers and policies. */
const platformTable = "place.nspname in ('auth', 'storage', 'realtime')";

/** `place` is the schema of the relation: the user's, or the platform's where what hangs there can be the user's. */
function hangsOn(relation: string): string {
  return `join pg_catalog.pg_class rel on rel.oid = ${relation}
    join pg_catalog.pg_namespace place on place.oid = rel.relnamespace
    left join nsp on nsp.oid = place.oid`;
}

const SCOPE = `(nsp.oid is not null or ${platformTable}) and ($1::text[] is null or place.nspname = any ($1::text[]))
      and ${notMember("pg_class", "rel.oid")}`;

/** Triggers, but for those of constraints and those that partitions have of their parent. */
export const triggers: ObjectSource = {
  type: "trigger",
  schema: "place.nspname::text",
  parent: "rel.relname::text",
  name: "trg.tgname::text",
  attributes: () => ({
    function: "trg.tgfoid::pg_catalog.regprocedure::text",
    timing: "case trg.tgtype & 66 when 2 then 'before' when 64 then 'instead of' else 'after' end",
    events: `array_remove(array[
      case when trg.tgtype & 4 <> 0 then 'insert' end, case when trg.tgtype & 8 <> 0 then 'delete' end,
      case when trg.tgtype & 16 <> 0 then 'update' end, case when trg.tgtype & 32 <> 0 then 'truncate' end
    ], null)`,
    level: "case when trg.tgtype & 1 = 0 then 'statement' end",
    columns: `case when trg.tgattr::text <> '' then (
      select array_agg(att.attname::text order by att.attname)
      from pg_catalog.pg_attribute att
      where att.attrelid = trg.tgrelid and att.attnum = any (trg.tgattr::int2[])
    ) end`,
    arguments: "nullif(encode(trg.tgargs, 'escape'), '')",
    old_table: "trg.tgoldtable::text",
    new_table: "trg.tgnewtable::text",
    constraint: "case when trg.tgconstraint <> 0 then true end",
    constraint_from: `case when trg.tgconstrrelid <> 0 then ${relationNameSql("trg.tgconstrrelid")} end`,
    deferrable: "nullif(trg.tgdeferrable, false)",
    deferred: "nullif(trg.tginitdeferred, false)",
    enabled:
      "case trg.tgenabled when 'O' then null when 'D' then 'disabled' when 'A' then 'always' else 'replica' end",
    comment: "com.description",
  }),
  from: () => `pg_catalog.pg_trigger trg
    ${hangsOn("trg.tgrelid")}
    join pg_catalog.pg_proc pro on pro.oid = trg.tgfoid
    join pg_catalog.pg_namespace home on home.oid = pro.pronamespace
    ${commentJoin("pg_trigger", "trg.oid")}
    where not trg.tgisinternal and trg.tgparentid = 0 and ${SCOPE}
      -- On the platform's tables the platform has triggers of its own, and they call its own functions.
      and (nsp.oid is not null or (${userSchemaSql("home.nspname::text")}))`,
};

/** Row security policies. */
export const policies: ObjectSource = {
  type: "policy",
  schema: "place.nspname::text",
  parent: "rel.relname::text",
  name: "pol.polname::text",
  // Of many policies the roles are few: each list is named once.
  tables: () => [
    `holders as materialized (
      select lists.polroles, (
        select nullif(array_agg(each.role order by each.role), '{public}')
        from (select ${roleSql("item.role")} collate "C" as role from unnest(lists.polroles) item (role)) each
      ) as roles
      from (select distinct pol.polroles from pg_catalog.pg_policy pol) lists
    )`,
  ],
  attributes: () => ({
    restrictive: "nullif(not pol.polpermissive, false)",
    command:
      "case pol.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' end",
    roles: "holders.roles",
    comment: "com.description",
  }),
  from: () => `pg_catalog.pg_policy pol
    ${hangsOn("pol.polrelid")}
    join holders on holders.polroles = pol.polroles
    ${commentJoin("pg_policy", "pol.oid")}
    where ${SCOPE}`,
};
