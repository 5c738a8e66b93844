-- What a project of 2026 has: nothing for the API by default.
alter default privileges for role postgres in schema public revoke all on tables from anon, authenticated;
alter default privileges for role postgres in schema public revoke all on sequences from anon, authenticated;
alter default privileges for role postgres in schema public revoke all on functions from anon, authenticated;

-- A schema that the API does not serve.
create schema internal;
alter default privileges for role postgres in schema internal grant all on tables to authenticated;

-- An entry for every schema repeats Postgres' own EXECUTE for PUBLIC.
create role worker;
alter default privileges for role worker grant execute on functions to service_role;
alter default privileges for role worker grant usage on types to anon;

-- Privileges of which the API makes no use, and a role whose privileges anon does not inherit.
create role readers nologin;
grant readers to anon with inherit false;
alter default privileges for role worker in schema public grant references, trigger on tables to anon;
alter default privileges for role worker in schema public grant select on tables to readers;
