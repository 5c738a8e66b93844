-- not evaluated
-- because: the server does not know how many rows the 20,000 pages hold.
create table public.imports (id bigint primary key, line text);
update pg_catalog.pg_class set relpages = 20000, reltuples = -1 where oid = 'public.imports'::regclass;
