-- silent
-- because: none of them lies in public, though a function of the user there has an extension's name.
create schema gis;
create extension cube with schema gis;
create extension hstore with schema extensions;
create extension pg_cron;
create function public.citext() returns text language sql as $$ select 'pg_trgm' $$;
