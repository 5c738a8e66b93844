-- silent
-- because: the variable holds a quoted literal, the other value passes a cast to bigint.
create function public.find_by(p_name text, p_id text) returns setof jsonb
language plpgsql security definer set search_path = '' as $$
declare
  wanted text := quote_literal(p_name);
  q text;
begin
  q := 'select to_jsonb(o) from public.orders o where o.name = ' || wanted;
  q := concat(q, ' and o.id = ', p_id::bigint);
  return query execute q;
end $$;
