drop function public.find_items(text);
create or replace function public.find_items(wanted text, most integer default 10) returns setof bigint language sql stable set search_path = '' as $$ select 1 $$;
create or replace function other.find_items(wanted text) returns setof bigint language sql stable set search_path = '' as $$ select 1 $$;
