-- fires: public.pick_columns(text[])
-- because: the names of the array are joined without quote_ident.
create function public.pick_columns(p_columns text[]) returns setof jsonb
language plpgsql security definer set search_path = '' as $$
declare
  list text;
begin
  select string_agg('o.' || c, ', ') into list from unnest(p_columns) c;
  return query execute 'select to_jsonb(x) from (select ' || list || ' from public.orders o) x';
end $$;
