create or replace function public.find_items(wanted text) returns setof bigint language sql stable set search_path = '' as $$ select 1 $$;
create or replace function public.find_items(wanted text) returns setof bigint language sql stable set search_path = '' as $$ select 2 $$;
