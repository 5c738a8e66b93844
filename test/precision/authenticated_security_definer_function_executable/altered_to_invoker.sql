-- silent
-- because: the later `alter function … security invoker` decides, not the definition it was made with.
create function public.list_orders() returns setof bigint
language sql security definer set search_path = '' as $$ select 1::bigint $$;
alter function public.list_orders() security invoker;
