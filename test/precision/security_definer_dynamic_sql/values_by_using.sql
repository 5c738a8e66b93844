-- silent
-- because: the text is a constant; the values go in as parameters.
create function public.find_order(p_number text) returns setof jsonb
language plpgsql security definer set search_path = '' as $$
declare
  q constant text := 'select to_jsonb(o) from public.orders o where o.number = $1 and o.owner = $2';
begin
  return query execute q using p_number, auth.uid();
end $$;
