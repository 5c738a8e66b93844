import {
  columnOptionsSql,
  commentJoin,
  grantedJoin,
  grantedTable,
  notMember,
  type ObjectSource,
  ownerSql,
  privilegeListSql,
  relationNameSql,
  sortedSql,
} from "./source.ts";

const HOLDS_ROWS = "rel.relkind in ('r', 'p', 'v', 'm', 'f')";
const ACL = { acl: "relacl", owner: "relowner", schema: "relnamespace" };

/** Tables, partitioned and foreign tables, views and materialised views, without their columns. */
export const relations: ObjectSource = {
  type: "relation",
  schema: "nsp.name",
  parent: "null::text",
  name: "rel.relname::text",
  tables: () => [
    grantedTable({
      type: "relation",
      catalog: "pg_class",
      ...ACL,
      where: "own.relkind in ('r', 'p', 'v', 'm', 'f')",
    }),
    // An index names its table: the other way round it would have to be looked for.
    `identity as materialized (
      select idx.indrelid, rel.relname::text as name
      from pg_catalog.pg_index idx
      join pg_catalog.pg_class rel on rel.oid = idx.indexrelid
      where idx.indisreplident
    )`,
    `heirs as materialized (
      select inh.inhrelid, array_agg(${relationNameSql("inh.inhparent")} order by inh.inhseqno) as parents
      from pg_catalog.pg_inherits inh
      join pg_catalog.pg_class rel on rel.oid = inh.inhrelid and ${HOLDS_ROWS}
      group by inh.inhrelid
    )`,
    `rule as materialized (
      select rew.ev_class, jsonb_object_agg(rew.rulename, rew.ev_enabled) as disabled
      from pg_catalog.pg_rewrite rew
      where rew.rulename <> '_RETURN' and rew.ev_enabled <> 'O'
      group by rew.ev_class
    )`,
  ],
  attributes: () => ({
    kind: `case rel.relkind when 'r' then null when 'p' then 'partitioned table' when 'v' then 'view'
      when 'm' then 'materialized view' else 'foreign table' end`,
    persistence: "case rel.relpersistence when 'p' then null when 'u' then 'unlogged' else 'temporary' end",
    partition_of: "case when rel.relispartition then heirs.parents[1] end",
    inherits: "case when not rel.relispartition then heirs.parents end",
    of_type: "case when rel.reloftype <> 0 then format_type(rel.reloftype, null) end",
    rls_enabled: "nullif(rel.relrowsecurity, false)",
    rls_forced: "nullif(rel.relforcerowsecurity, false)",
    options: sortedSql("rel.reloptions"),
    access_method: "nullif(acc.amname::text, 'heap')",
    replica_identity:
      "case rel.relreplident when 'f' then 'full' when 'n' then case when rel.relkind in ('r', 'p') then 'nothing' end when 'i' then 'index ' || identity.name end",
    disabled_rules: "rule.disabled",
    server: "srv.srvname::text",
    server_options: sortedSql("fgn.ftoptions"),
    owner: ownerSql("rel.relowner"),
    privileges: "granted.list",
    comment: "com.description",
  }),
  from: () => `pg_catalog.pg_class rel
    join nsp on nsp.oid = rel.relnamespace
    ${grantedJoin("rel", ACL)}
    left join heirs on heirs.inhrelid = rel.oid
    left join identity on identity.indrelid = rel.oid
    left join rule on rule.ev_class = rel.oid
    left join pg_catalog.pg_am acc on acc.oid = rel.relam
    left join pg_catalog.pg_foreign_table fgn on fgn.ftrelid = rel.oid
    left join pg_catalog.pg_foreign_server srv on srv.oid = fgn.ftserver
    ${commentJoin("pg_class", "rel.oid")}
    where ${HOLDS_ROWS} and ${notMember("pg_class", "rel.oid")}`,
};

/** Columns. Those of views follow from the query: only what was set on them is theirs. */
export const columns: ObjectSource = {
  type: "column",
  schema: "nsp.name",
  parent: "rel.relname::text",
  name: "att.attname::text",
  attributes: () => ({
    type: "case when rel.relkind in ('v', 'm') then null else format_type(att.atttypid, att.atttypmod) end",
    not_null: "nullif(att.attnotnull, false)",
    identity: "case att.attidentity when 'a' then 'always' when 'd' then 'by default' end",
    generated: "case att.attgenerated when 's' then 'stored' when 'v' then 'virtual' end",
    collation:
      "case when att.attcollation <> typ.typcollation and rel.relkind not in ('v', 'm') then att.attcollation::pg_catalog.regcollation::text end",
    storage: `case when att.attstorage <> typ.typstorage and rel.relkind in ('r', 'p', 'm')
      then case att.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end end`,
    compression: "case att.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end",
    // -1 until 16, null since.
    statistics: "nullif(att.attstattarget, -1)",
    options: columnOptionsSql("att.attoptions"),
    server_options: sortedSql("att.attfdwoptions"),
    privileges: `case when att.attacl is not null then ${privilegeListSql("att.attacl")} end`,
    comment: "com.description",
  }),
  from: () => `pg_catalog.pg_attribute att
    join pg_catalog.pg_class rel on rel.oid = att.attrelid
    join nsp on nsp.oid = rel.relnamespace
    join pg_catalog.pg_type typ on typ.oid = att.atttypid
    ${commentJoin("pg_class", "att.attrelid", "att.attnum")}
    where ${HOLDS_ROWS} and att.attnum > 0 and not att.attisdropped and ${notMember("pg_class", "rel.oid")}
      and (
        rel.relkind not in ('v', 'm')
        or att.attacl is not null or att.atthasdef or ${columnOptionsSql("att.attoptions")} is not null or com.description is not null or nullif(att.attstattarget, -1) is not null
      )`,
};
