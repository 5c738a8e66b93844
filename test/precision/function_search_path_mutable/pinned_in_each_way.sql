-- silent
-- because: each has a setting of its own: empty, a list, the path at creation, or one given later.
create function public.f_empty() returns integer language sql set search_path = '' as $$ select 1 $$;
create function public.f_list() returns integer language sql set search_path to public, pg_temp as $$ select 1 $$;
create function public.f_current() returns integer language sql set search_path from current as $$ select 1 $$;
create function public.f_later() returns integer language sql as $$ select 1 $$;
alter function public.f_later() set search_path = 'pg_catalog';
