-- Extensions in schemas of their own, and plpgsql, which every database has.
create extension citext schema extensions;
create schema "Public";
create extension pg_trgm schema "Public";
