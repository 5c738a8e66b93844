import { userSchemaSql } from "../../shared/catalog/scope.ts";
import type { Session } from "../../shared/database/database.ts";

/**
 * Statements that say how the user's rows are stored, sampled and ordered: storage, compression, targets and options of
 * columns, extended statistics, the index that a table is clustered on. pg-delta knows none of them.
 */
export async function storageSql(session: Session): Promise<readonly string[]> {
  // Only under an empty path are the names in a definition qualified.
  await session.execute("set local search_path = ''");
  const rows = await session.query<{ sql: string }>(QUERY);
  return rows.map(({ sql }) => sql);
}

const isUsers = (object: string, catalog: string) => `${userSchemaSql("nsp.nspname::text")}
    and not exists (select 1 from pg_catalog.pg_depend dep
      where dep.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass and dep.objid = ${object} and dep.deptype = 'e')`;

// A partition keeps its own storage, hence ONLY.
const QUERY = `
  with columns as (
    select rel.relkind, att.*, typ.typstorage,
      case when rel.relkind in ('i', 'I')
        then pg_catalog.format('alter index %I.%I alter column %s', nsp.nspname, rel.relname, att.attnum)
        else pg_catalog.format('alter table only %I.%I alter column %I', nsp.nspname, rel.relname, att.attname)
      end as head
    from pg_catalog.pg_class rel
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    join pg_catalog.pg_attribute att on att.attrelid = rel.oid and att.attnum > 0 and not att.attisdropped
    join pg_catalog.pg_type typ on typ.oid = att.atttypid
    where rel.relkind in ('r', 'p', 'm', 'f', 'i', 'I') and ${isUsers("rel.oid", "pg_class")}
  )
  select head || ' set statistics ' || attstattarget as sql from columns where attstattarget >= 0
  union all
  select head || ' set storage ' || case attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end
  from columns where attstorage <> typstorage and relkind not in ('i', 'I')
  union all
  select head || ' set compression ' || case attcompression when 'p' then 'pglz' else 'lz4' end
  from columns where attcompression in ('p', 'l') and relkind not in ('i', 'I')
  union all
  select head || ' set (' || pg_catalog.array_to_string(attoptions, ', ') || ')'
  from columns where attoptions is not null and relkind not in ('i', 'I')
  union all
  select pg_catalog.format('alter table only %I.%I cluster on %I', nsp.nspname, rel.relname, idx.relname)
  from pg_catalog.pg_index ind
  join pg_catalog.pg_class rel on rel.oid = ind.indrelid
  join pg_catalog.pg_class idx on idx.oid = ind.indexrelid
  join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
  where ind.indisclustered and ${isUsers("rel.oid", "pg_class")}
  union all
  select pg_catalog.concat_ws('; ', pg_catalog.pg_get_statisticsobjdef(stx.oid),
    case when stx.stxstattarget >= 0
      then pg_catalog.format('alter statistics %I.%I set statistics %s', nsp.nspname, stx.stxname, stx.stxstattarget) end,
    'comment on statistics ' || pg_catalog.format('%I.%I is %L', nsp.nspname, stx.stxname,
      pg_catalog.obj_description(stx.oid, 'pg_statistic_ext')))
  from pg_catalog.pg_statistic_ext stx
  join pg_catalog.pg_namespace nsp on nsp.oid = stx.stxnamespace
  where ${isUsers("stx.oid", "pg_statistic_ext")}`;
