-- silent
-- because: neither PUBLIC nor anon holds EXECUTE any more; only authenticated and service_role, by name, do.
create function public.my_credits() returns integer
language sql security definer set search_path = '' as $$ select 0 $$;
revoke execute on function public.my_credits() from public, anon;
