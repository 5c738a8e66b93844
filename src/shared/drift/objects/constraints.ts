import {
  columnNameSql,
  columnOptionsSql,
  commentJoin,
  namesSql,
  notMember,
  type ObjectSource,
  relationNameSql,
  sortedSql,
} from "./source.ts";

const ACTION = (letter: string) =>
  `case ${letter} when 'r' then 'restrict' when 'c' then 'cascade' when 'n' then 'set null' when 'd' then 'set default' end`;

/**
 * Constraints of tables with the indexes behind them. What a partition or an heir has of its parent belongs to the parent,
 * and that a column is not null to the column: Postgres 18 makes a constraint of it.
 */
export const constraints: ObjectSource = {
  type: "constraint",
  schema: "nsp.name",
  parent: "rel.relname::text",
  name: "con.conname::text",
  attributes: ({ version }) => ({
    kind: "case con.contype when 'c' then 'check' when 'f' then 'foreign key' when 'p' then 'primary key' when 'u' then 'unique' else 'exclusion' end",
    columns: `case when con.contype in ('f', 'p', 'u') then ${namesSql("con.conkey", "con.conrelid")} end`,
    include: `case when idx.indnatts > idx.indnkeyatts
      then ${namesSql("(idx.indkey::int2[])[idx.indnkeyatts : idx.indnatts - 1]", "con.conrelid")} end`,
    references: `case when con.contype = 'f' then ${relationNameSql("con.confrelid")} end`,
    referenced_columns: `case when con.contype = 'f' then ${namesSql("con.confkey", "con.confrelid")} end`,
    on_update: ACTION("con.confupdtype"),
    on_delete: ACTION("con.confdeltype"),
    on_delete_columns: `case when con.confdelsetcols is not null then ${namesSql("con.confdelsetcols", "con.conrelid")} end`,
    match: "case con.confmatchtype when 'f' then 'full' when 'p' then 'partial' end",
    deferrable: "nullif(con.condeferrable, false)",
    deferred: "nullif(con.condeferred, false)",
    not_valid: "nullif(not con.convalidated, false)",
    not_enforced: version >= 180000 ? "nullif(not con.conenforced, false)" : "null::boolean",
    without_overlaps: version >= 180000 ? "nullif(con.conperiod, false)" : "null::boolean",
    no_inherit: "case when con.contype = 'c' then nullif(con.connoinherit, false) end",
    nulls_not_distinct: "nullif(idx.indnullsnotdistinct, false)",
    index_options: sortedSql("irl.reloptions"),
    index_invalid: "nullif(not (idx.indisvalid and idx.indisready), false)",
    comment: "com.description",
    index_comment: `case when idx.indexrelid is not null then (
      select note.description from pg_catalog.pg_description note
      where note.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and note.objoid = idx.indexrelid and note.objsubid = 0
    ) end`,
  }),
  from: () => `pg_catalog.pg_constraint con
    join pg_catalog.pg_class rel on rel.oid = con.conrelid
    join nsp on nsp.oid = rel.relnamespace
    left join pg_catalog.pg_index idx on idx.indexrelid = con.conindid and con.contype in ('p', 'u', 'x')
    left join pg_catalog.pg_class irl on irl.oid = idx.indexrelid
    ${commentJoin("pg_constraint", "con.oid")}
    where con.contype in ('c', 'f', 'p', 'u', 'x') and con.conislocal and con.conparentid = 0 and ${notMember("pg_class", "rel.oid")}`,
};

/** Indexes that no constraint made. Those that a partition has for its parent's index follow from it. */
export const indexes: ObjectSource = {
  type: "index",
  schema: "own.schema",
  parent: "own.parent::text",
  name: "own.relname::text",
  tables: () => [
    "constrained as materialized (select con.conindid from pg_catalog.pg_constraint con where con.contype in ('p', 'u', 'x'))",
    `own as materialized (
      select idx.*, nsp.name as schema, rel.relname, rel.reloptions, rel.relam, tab.relname as parent
      from pg_catalog.pg_index idx
      join pg_catalog.pg_class rel on rel.oid = idx.indexrelid
      join nsp on nsp.oid = rel.relnamespace
      join pg_catalog.pg_class tab on tab.oid = idx.indrelid
      where tab.relkind in ('r', 'p', 'm') and not rel.relispartition
        and not exists (select from constrained where constrained.conindid = idx.indexrelid)
        and ${notMember("pg_class", "tab.oid")}
    )`,
    `settings as materialized (
      select att.attrelid, jsonb_object_agg(att.attnum, ${columnOptionsSql("att.attoptions")}) filter (where ${columnOptionsSql("att.attoptions")} is not null) as options,
        jsonb_object_agg(att.attnum, att.attstattarget) filter (where att.attstattarget >= 0) as statistics
      from pg_catalog.pg_attribute att
      where ((att.attoptions is not null and ${columnOptionsSql("att.attoptions")} is not null) or att.attstattarget >= 0)
        and att.attrelid in (select own.indexrelid from own)
      group by att.attrelid
    )`,
    // Which class is the default, told once for all and not looked up for each column.
    `class as materialized (
      select opc.oid, case when opc.opcdefault then null else ' ' || case when nsp.nspname = 'pg_catalog' then '' else quote_ident(nsp.nspname) || '.' end || quote_ident(opc.opcname) end as name
      from pg_catalog.pg_opclass opc
      join pg_catalog.pg_namespace nsp on nsp.oid = opc.opcnamespace
    )`,
    // A key as Postgres would print it, but for its class and collation where they are the column's own.
    `key as materialized (
      select own.indexrelid,
        array_agg(
          case when item.number = 0 then '(expression)' else quote_ident(${columnNameSql("own.indrelid", "item.number")}) end
          || case when item.place > own.indnkeyatts then ' (included)' else
            coalesce(' collate ' || nullif(special.name, ''), '') || coalesce(class.name, '')
            || case own.indoption[(item.place - 1)::int4] & 3 when 1 then ' desc nulls last' when 2 then ' nulls first' when 3 then ' desc' else '' end
          end
          order by item.place
        ) as columns
      from own
      cross join unnest(own.indkey::int2[]) with ordinality item (number, place)
      left join class on item.place <= own.indnkeyatts and class.oid = own.indclass[(item.place - 1)::int4]
      -- 100 is the default collation: whoever has another one is looked at.
      left join lateral (
        select case when coll.oid = coalesce(att.attcollation, 0) then '' else coll.oid::pg_catalog.regcollation::text end as name
        from pg_catalog.pg_collation coll
        left join pg_catalog.pg_attribute att on att.attrelid = own.indrelid and att.attnum = item.number
        where coll.oid = own.indcollation[(item.place - 1)::int4]
      ) special on item.place <= own.indnkeyatts and own.indcollation[(item.place - 1)::int4] not in (0, 100)
      group by own.indexrelid
    )`,
  ],
  attributes: () => ({
    columns: "key.columns",
    unique: "nullif(own.indisunique, false)",
    access_method: "nullif(acc.amname::text, 'btree')",
    nulls_not_distinct: "nullif(own.indnullsnotdistinct, false)",
    options: sortedSql("own.reloptions"),
    class_options: "settings.options",
    statistics: "settings.statistics",
    invalid: "nullif(not (own.indisvalid and own.indisready), false)",
    comment: "com.description",
  }),
  from: () => `own
    join pg_catalog.pg_am acc on acc.oid = own.relam
    join key on key.indexrelid = own.indexrelid
    left join settings on settings.attrelid = own.indexrelid
    ${commentJoin("pg_class", "own.indexrelid")}
    where true`,
};
