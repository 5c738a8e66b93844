-- fires: public.rebuild_search()
-- because: `grant execute on all functions in schema` came after the revoke and gave authenticated the right again.
create function public.rebuild_search() returns void
language sql security definer set search_path = '' as $$ select null $$;
revoke execute on function public.rebuild_search() from public, anon, authenticated;
grant execute on all functions in schema public to authenticated;
