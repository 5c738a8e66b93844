create function public.empty_path() returns int language sql security definer set search_path = '' as $$ select 1 $$;
create function public.path() returns int language sql security definer set search_path to public, pg_temp as $$ select 1 $$;
create function public.current_path() returns int language sql security definer set search_path from current as $$ select 1 $$;
create function public.invoker() returns int language sql as $$ select 1 $$;
create function public.pinned_here(a int) returns int language sql security definer as $$ select 1 $$;
alter function public.pinned_here(int) set search_path = '';
create function public.pinned_before() returns int language sql set search_path = '' as $$ select 1 $$;
alter function public.pinned_before() security definer;
