-- fires: default privileges for role deployer on tables, warn
-- because: without a schema the entry holds in every schema, public among them.
create role deployer nologin;
alter default privileges for role postgres in schema public revoke all on tables from anon, authenticated;
alter default privileges for role postgres in schema public revoke all on sequences from anon, authenticated;
alter default privileges for role postgres in schema public revoke all on functions from anon, authenticated;
alter default privileges for role deployer grant select on tables to authenticated;
alter default privileges for role deployer grant usage on types to authenticated;
alter default privileges for role deployer revoke execute on functions from public;
