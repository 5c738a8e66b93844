-- silent
-- because: the caller chooses between texts of the function's own; none of the caller's text gets in.
create function public.ranked(p_sort text, p_descending boolean) returns setof jsonb
language plpgsql security definer set search_path = '' as $$
declare
  sort_column text := case p_sort when 'price' then 'price' when 'age' then 'created_at' else 'id' end;
begin
  return query execute 'select to_jsonb(o) from public.orders o order by ' || sort_column ||
    case when p_descending then ' desc' else ' asc' end;
end $$;
