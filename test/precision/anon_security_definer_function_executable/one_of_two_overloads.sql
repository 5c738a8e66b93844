-- fires: public.search_listings(text,integer)
-- because: privileges belong to one signature; the revoke named the old one, and the new one came with the default grants.
create function public.search_listings(q text) returns setof text
language sql security definer set search_path = '' as $$ select q $$;
revoke execute on function public.search_listings(text) from public, anon, authenticated;
create function public.search_listings(q text, max_rows integer) returns setof text
language sql security definer set search_path = '' as $$ select q limit max_rows $$;
