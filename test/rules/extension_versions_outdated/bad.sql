-- expect warn: pg_trgm
create extension pg_trgm with schema extensions version '1.3';
-- expect: hstore
create extension hstore with schema extensions version '1.4';
-- A name that must be quoted.
-- expect: "uuid-ossp"
create extension if not exists "uuid-ossp" with schema extensions;
update pg_catalog.pg_extension set extversion = '1.0' where extname = 'uuid-ossp';
-- Newer than the server's default: somebody chose it.
-- expect: citext
create extension citext with schema extensions;
update pg_catalog.pg_extension set extversion = '1.10' where extname = 'citext';
