create function public.pinned() returns integer language sql set search_path = '' as 'select 1';
create function public.pinned_schemas() returns integer language sql set search_path = public, pg_temp as 'select 1';
create procedure public.pinned_procedure() language plpgsql set search_path from current as 'begin end';
create aggregate public.total(integer) (sfunc = int4pl, stype = integer);
create function extensions.helper() returns integer language sql as 'select 1';
