-- silent
-- because: ten rows in 200 pages: nobody notices a megabyte.
create table public.locks (id bigint primary key, holder text);
insert into public.locks select n, 'worker' from generate_series(1, 10) n;
analyze public.locks;
update pg_catalog.pg_class set relpages = 200, reltuples = 10 where oid = 'public.locks'::regclass;
