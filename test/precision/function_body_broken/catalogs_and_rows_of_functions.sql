-- silent
-- because: catalogs are found on every path, and the other names after FROM are rows that functions and values make.
create function public.describe() returns setof text language plpgsql stable set search_path = '' as $$
begin
  return query
    select cls.relname::text from pg_class cls join pg_namespace nsp on nsp.oid = cls.relnamespace
    union all
    select col.column_name::text from information_schema.columns col
    union all
    select item.a from jsonb_to_recordset('[{"a": "x"}]'::jsonb) as item(a text)
    union all
    select val.v from (values ('y')) as val(v)
    union all
    select part from regexp_split_to_table('a b', ' ') part;
end $$;
