-- The first one stays: a call with one argument still runs the old body, or is ambiguous.
-- expect warn: public.find_items
create or replace function public.find_items(wanted text, most integer default 10) returns setof bigint language sql stable set search_path = '' as $$ select 1 $$;
