-- silent
-- because: under an empty path only pg_catalog is searched; every table is written with its schema.
create table public.api_usage (id bigint, calls bigint);
create function public.bump(p bigint) returns void
language sql security definer set search_path = '' as $$ update public.api_usage set calls = calls + 1 where id = p $$;
