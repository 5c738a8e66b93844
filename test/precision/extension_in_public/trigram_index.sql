-- fires: pg_trgm, warn
-- because: without a schema the extension goes to public, and its functions with it into the API.
create extension pg_trgm with schema public;
