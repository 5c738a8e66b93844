-- Without a schema of its own an extension lands in the first schema of the path, which is public.
set local search_path = public;
create extension citext;
create extension pg_trgm schema public;
-- A name that must be quoted.
drop extension "uuid-ossp";
create extension "uuid-ossp" schema public;
create table public.people (name citext primary key);

-- expect warn: citext
-- expect warn: pg_trgm
-- expect warn: "uuid-ossp"
