/** Bytes of a name that no shortening to 63 bytes with a tail takes away. */
export const SAFE_BYTES = 54;

/** The beginning of a name for an index on the columns of each foreign key: where it is equal, names may collide. */
export const STEMS = `
  select
    con.conrelid as oid,
    con.connamespace as schema,
    pg_catalog.substr(
      pg_catalog.convert_to(
        rel.relname || '_' || pg_catalog.string_agg(att.attname::text, '_' order by key.place),
        'UTF8'
      ),
      1,
      ${SAFE_BYTES}
    ) as stem
  from pg_catalog.pg_constraint con
  join pg_catalog.pg_class rel on rel.oid = con.conrelid
  cross join lateral pg_catalog.unnest(con.conkey) with ordinality as key(number, place)
  join pg_catalog.pg_attribute att on att.attrelid = con.conrelid and att.attnum = key.number
  where con.contype = 'f'
  group by con.oid, con.conrelid, con.connamespace, rel.relname`;
