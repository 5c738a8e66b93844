import { z } from "zod";
import { type DeepReadonly, type Family, name, oid } from "./family.ts";

/** A smaller table is not worth a rewrite, whatever part of it is free. In pages of 8 kB: 16 MiB. */
export const LEAST_LOOSE_PAGES = 2048;
/** Rows from which on a table of unknown size may be as large as that. */
const ROWS_OF_UNKNOWN_SIZE = 10_000;

const row = z.object({
  relation: oid,
  schema: name,
  name,
  kind: z.enum(["table", "materialized view"]),
  owner: name,
  access_method: name,
  page_bytes: z.number().int(),
  /** Size and rows as of the last VACUUM or ANALYZE; -1 rows where there was none. */
  pages: z.number().int(),
  estimated_rows: z.number(),
  live_rows: z.number(),
  dead_rows: z.number(),
  /** Percent of a page that an insert may fill. */
  fill_factor: z.number().int(),
  columns: z.number().int(),
  /** Columns of which there are statistics that the reading role may see. */
  known_columns: z.number().int(),
  /** Privileges or row level security keep statistics of some column from the reading role. */
  hidden: z.boolean(),
  /** Average bytes of a row's values, as stored. */
  width: z.number(),
  has_nulls: z.boolean(),
});
/**
 * A table or materialized view whose pages could, by their number alone, be half empty and more. Catalogs and the
 * platform's tables are among them: they fill the same disk.
 */
export type LooseTable = DeepReadonly<z.infer<typeof row>>;

// A row takes at least 28 bytes: its header, aligned, and the pointer to it. A table with fewer rows than would fill half
// of it even so is the only kind whose column statistics are read: `pg_stats` is a slow view, and most tables are small.
export const looseTables: Family<LooseTable> = {
  name: "loose_tables",
  row,
  sql: () => `
    with candidates as materialized (
      select
        rel.oid,
        nsp.nspname,
        rel.relname,
        rel.relkind,
        rel.relowner,
        rel.relam,
        rel.relpages,
        rel.reltuples,
        rel.reloptions
      from pg_catalog.pg_class rel
      join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
      where rel.relkind in ('r', 'm')
        and rel.relpersistence <> 't'
        and case
          when rel.reltuples < 0 then
            pg_catalog.pg_stat_get_live_tuples(rel.oid) + pg_catalog.pg_stat_get_dead_tuples(rel.oid) >= ${ROWS_OF_UNKNOWN_SIZE}
          else
            rel.relpages > ${LEAST_LOOSE_PAGES}
            and rel.reltuples * 28 * 2 <= rel.relpages * (pg_catalog.current_setting('block_size')::float8 - 24)
        end
    )
    select
      can.oid::int8 as relation,
      can.nspname as schema,
      can.relname as name,
      case can.relkind when 'r' then 'table' else 'materialized view' end as kind,
      pg_catalog.pg_get_userbyid(can.relowner) as owner,
      coalesce(meth.amname, '') as access_method,
      pg_catalog.current_setting('block_size')::int4 as page_bytes,
      can.relpages as pages,
      can.reltuples as estimated_rows,
      coalesce(pg_catalog.pg_stat_get_live_tuples(can.oid), 0) as live_rows,
      coalesce(pg_catalog.pg_stat_get_dead_tuples(can.oid), 0) as dead_rows,
      coalesce(
        (
          select opt.option_value::int4
          from pg_catalog.pg_options_to_table(can.reloptions) opt
          where opt.option_name = 'fillfactor'
        ),
        100
      ) as fill_factor,
      stored.columns,
      coalesce(known.columns, 0) as known_columns,
      pg_catalog.row_security_active(can.oid) or stored.hidden as hidden,
      coalesce(known.width, 0) as width,
      coalesce(known.has_nulls, false) as has_nulls
    from candidates can
    left join pg_catalog.pg_am meth on meth.oid = can.relam
    cross join lateral (
      select
        count(*)::int4 as columns,
        coalesce(bool_or(not pg_catalog.has_column_privilege(can.oid, att.attnum, 'select')), false) as hidden
      from pg_catalog.pg_attribute att
      where att.attrelid = can.oid
        and att.attnum > 0
        and not att.attisdropped
    ) stored
    cross join lateral (
      select
        count(*)::int4 as columns,
        sum((1 - stat.null_frac) * stat.avg_width)::float8 as width,
        max(stat.null_frac) > 0 as has_nulls
      from pg_catalog.pg_stats stat
      where stat.schemaname = can.nspname
        and stat.tablename = can.relname
        and not stat.inherited
    ) known
    order by can.nspname, can.relname`,
};
