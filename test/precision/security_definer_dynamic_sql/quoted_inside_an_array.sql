-- silent
-- because: each name passes quote_ident inside the subquery before the list is joined, and the statements of the second
-- text are made by format with %I.
create function public.drop_all(p_tables text[], p_columns text[]) returns setof jsonb
language plpgsql security definer set search_path = '' as $$
begin
  execute (select string_agg(format('truncate public.%I', t), '; ') from unnest(p_tables) t);
  return query execute format('select to_jsonb(x) from (select %s from public.orders) x',
    array_to_string(array(select quote_ident(c) from unnest(p_columns) c), ', '));
end $$;
