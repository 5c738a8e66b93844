-- Supabase's classic entries are there from the start.
-- expect info: default privileges for role postgres in schema public on tables
-- expect info: default privileges for role postgres in schema public on sequences
-- expect info: default privileges for role postgres in schema public on functions

create role "Deploy ""Bot""; </script>";
alter default privileges for role "Deploy ""Bot""; </script>" in schema public grant select, insert on tables to anon;
-- expect warn: default privileges for role "Deploy ""Bot""; </script>" in schema public on tables

-- For everybody, in every schema.
create role worker;
alter default privileges for role worker grant select on tables to public;
alter default privileges for role worker grant execute on functions to authenticated;
-- expect warn: default privileges for role worker on tables
-- expect warn: default privileges for role worker on functions

-- A schema that is exposed by the configuration.
create schema "Api v1";
alter default privileges for role postgres in schema "Api v1" grant usage on sequences to authenticated, service_role;
-- expect warn: default privileges for role postgres in schema "Api v1" on sequences

-- A role that anon inherits from.
create role readers nologin;
grant readers to anon with inherit true;
alter default privileges for role worker in schema public grant insert on tables to readers;
-- expect warn: default privileges for role worker in schema public on tables
