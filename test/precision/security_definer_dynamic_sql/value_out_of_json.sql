-- fires: public.report(jsonb)
-- because: the column comes out of the caller's JSON by ->> and goes in unquoted.
create function public.report(p jsonb) returns setof jsonb
language plpgsql security definer set search_path = '' as $$
begin
  return query execute 'select to_jsonb(o) from public.orders o order by ' || (p ->> 'sort');
end $$;
