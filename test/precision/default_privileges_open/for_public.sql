-- fires: default privileges for role deployer in schema public on tables, warn
-- fires: default privileges for role postgres in schema public on sequences
-- because: PUBLIC includes anon; the entry of the role that runs the migrations decides, and those of postgres on tables and
-- functions are gone.
create role deployer nologin;
alter default privileges for role deployer in schema public grant select, insert on tables to public;
alter default privileges for role postgres in schema public revoke all on tables from anon, authenticated;
alter default privileges for role postgres in schema public revoke all on functions from anon, authenticated;
