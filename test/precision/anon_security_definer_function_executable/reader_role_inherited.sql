-- fires: api.public_stats()
-- config: {"exposed_schemas": ["api"]}
-- because: anon has EXECUTE through site_reader, whose privileges this membership passes on although anon itself is NOINHERIT.
create role site_reader nologin;
grant site_reader to anon with inherit true;
create schema api;
grant usage on schema api to site_reader;
create function api.public_stats() returns bigint
language sql security definer set search_path = '' as $$ select 42::bigint $$;
revoke execute on function api.public_stats() from public;
grant execute on function api.public_stats() to site_reader;
