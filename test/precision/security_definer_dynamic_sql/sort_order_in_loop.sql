-- fires: private.export_rows(text,text), warn
-- because: the order comes in as text; the schema is not served, so that only other code can pass it on.
create schema private;
create function private.export_rows(p_sort text, p_direction text) returns setof jsonb
language plpgsql security definer set search_path = '' as $$
declare r jsonb;
begin
  for r in execute 'select to_jsonb(o) from public.orders o order by ' || quote_ident(p_sort) || ' ' || p_direction loop
    return next r;
  end loop;
end $$;
revoke all on function private.export_rows(text, text) from public;
