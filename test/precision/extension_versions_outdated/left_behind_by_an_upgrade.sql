-- fires: pg_trgm, warn
-- because: the server offers a newer default version than the one installed.
create extension pg_trgm with schema extensions;
update pg_catalog.pg_extension set extversion = '1.3' where extname = 'pg_trgm';
