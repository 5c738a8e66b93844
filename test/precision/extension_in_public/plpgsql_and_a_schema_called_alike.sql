-- silent
-- because: plpgsql is part of the server, and "Public" is another schema than public.
create schema "Public";
create extension hstore with schema "Public";
