-- not evaluated
-- because: how wide the rows are is not known before ANALYZE, and so neither is how many pages they need.
create table public.imports (id bigint primary key, line text);
update pg_catalog.pg_class set relpages = 20000, reltuples = 1000 where oid = 'public.imports'::regclass;
