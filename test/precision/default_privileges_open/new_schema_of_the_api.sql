-- fires: default privileges for role postgres in schema api on tables, warn
-- config: {"exposed_schemas": ["api"]}
-- because: every table made there tonight is readable with the public key; public is not served here.
create schema api;
grant usage on schema api to anon;
alter default privileges for role postgres in schema api grant select on tables to anon;
