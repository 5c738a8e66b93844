-- silent
-- config: {"exposed_schemas": ["api"]}
-- because: anon is a member of site_editor without inheriting from it, and the Data API never does a set role to it.
create role site_editor nologin;
grant site_editor to anon with inherit false;
create schema api;
grant usage on schema api to anon, site_editor;
create function api.publish(p_page uuid) returns void
language sql security definer set search_path = '' as $$ select null $$;
revoke execute on function api.publish(uuid) from public;
grant execute on function api.publish(uuid) to site_editor;
