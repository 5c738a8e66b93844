create extension pg_trgm with schema extensions;
create extension hstore with schema extensions version '1.4';
alter extension hstore update;
-- Stood by, not installed.
create schema not_an_extension;
