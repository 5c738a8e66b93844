-- fires: api.lookup(text)
-- config: {"exposed_schemas": ["api"]}
-- because: anon inherits from visitor and visitor from reader, which holds EXECUTE and USAGE.
create role reader nologin;
create role visitor nologin;
grant reader to visitor with inherit true;
grant visitor to anon with inherit true;
create schema api;
grant usage on schema api to reader;
create function api.lookup(q text) returns text language sql security definer set search_path = '' as $$ select q $$;
revoke execute on function api.lookup(text) from public;
grant execute on function api.lookup(text) to reader;
