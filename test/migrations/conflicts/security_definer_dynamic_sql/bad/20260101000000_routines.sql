-- expect error: public.count_rows
create function public.count_rows(p_table text) returns bigint language plpgsql security definer as $$
declare n bigint;
begin
  execute 'select count(*) from ' || p_table into n;
  return n;
end $$;
-- expect error: public.by_format
create function public.by_format(p_table text, p_value text) returns void language plpgsql security definer set search_path = '' as $$
begin
  execute format('update %s set config = %L', p_table, p_value);
end $$;
-- expect error: public.by_variable
create procedure public.by_variable(p_where text) language plpgsql security definer as $$
declare
  q text := 'delete from public.notes where ';
begin
  q := q || p_where;
  execute q;
end $$;
-- expect error: public.saved_query
create function public.saved_query(p_where text) returns setof jsonb language plpgsql security definer as 'begin
  return query execute ''select to_jsonb(n) from notes n where '' || p_where;
end';
-- expect info: public.fixed
create function public.fixed(p_table text) returns void language plpgsql security definer as $$
begin
  execute 'truncate ' || p_table;
end $$;
