-- silent
-- because: the tables of extensions and of the platform are not the project's to change; a temporary table is gone with its session.
create extension pg_net;
create extension pg_cron;
create temporary table scratch (x integer);
create table public.settings (key text, value jsonb, constraint settings_key primary key (key));
