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

const row = z.object({
  oid,
  schema: name,
  name,
  kind: z.enum(["table", "partitioned table", "view", "materialized view", "foreign table"]),
  owner: name,
  acl,
  /** `p` permanent, `u` unlogged, `t` temporary. */
  persistence: z.string(),
  /** The partitioned table this one is a partition of; `null` otherwise. */
  partition_of: oid.nullable(),
  rls_enabled: z.boolean(),
  rls_forced: z.boolean(),
  /** `reloptions`, for example `security_invoker=true`. */
  options: z.array(z.string()),
  /** Planner's row estimate; -1 where the relation was never analysed. */
  estimated_rows: z.number(),
  /** Size in 8 kB pages as of the last VACUUM or ANALYZE. */
  pages: z.number(),
  live_rows: z.number(),
  dead_rows: z.number(),
  sequential_scans: z.number(),
  extension,
});
/** A relation that holds or shows rows (`pg_class`, relkind r p v m f). */
export type Relation = DeepReadonly<z.infer<typeof row>>;

export const relations: Family<Relation> = {
  name: "relations",
  row,
  sql: ({ scope }) => `
    select
      rel.oid::int8 as oid,
      nsp.nspname as schema,
      rel.relname as name,
      case rel.relkind
        when 'r' then 'table'
        when 'p' then 'partitioned table'
        when 'v' then 'view'
        when 'm' then 'materialized view'
        else 'foreign table'
      end as kind,
      pg_catalog.pg_get_userbyid(rel.relowner) as owner,
      rel.relacl::text as acl,
      rel.relpersistence as persistence,
      inh.inhparent::int8 as partition_of,
      rel.relrowsecurity as rls_enabled,
      rel.relforcerowsecurity as rls_forced,
      coalesce(rel.reloptions, '{}') as options,
      rel.reltuples as estimated_rows,
      rel.relpages as pages,
      coalesce(pg_catalog.pg_stat_get_live_tuples(rel.oid), 0) as live_rows,
      coalesce(pg_catalog.pg_stat_get_dead_tuples(rel.oid), 0) as dead_rows,
      coalesce(pg_catalog.pg_stat_get_numscans(rel.oid), 0) as sequential_scans,
      member.extname as extension
    from pg_catalog.pg_class rel
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    left join pg_catalog.pg_inherits inh on inh.inhrelid = rel.oid and rel.relispartition
    ${extensionJoin("pg_class", "rel.oid")}
    where rel.relkind in ('r', 'p', 'v', 'm', 'f')
      and ${NOT_SYSTEM_SCHEMA}
      and ${within(scope?.relations, "rel.oid")}
    order by nsp.nspname, rel.relname`,
};
