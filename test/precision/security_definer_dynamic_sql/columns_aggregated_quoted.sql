-- silent
-- because: each name passes quote_ident before the names are joined.
create function public.pick_columns(p_columns text[]) returns setof jsonb
language plpgsql security definer set search_path = '' as $$
declare
  list text;
begin
  select string_agg('o.' || quote_ident(c), ', ') into list from unnest(p_columns) c;
  return query execute 'select to_jsonb(x) from (select ' || list || ' from public.orders o) x';
end $$;
