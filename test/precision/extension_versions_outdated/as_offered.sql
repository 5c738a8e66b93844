-- silent
-- because: each was made at the default version of this server.
create extension pg_trgm with schema extensions;
create extension citext with schema extensions;
create extension hstore with schema public;
