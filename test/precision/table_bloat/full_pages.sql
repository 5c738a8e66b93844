-- silent
-- because: 1.1 million rows of about 140 bytes fill the 160 MB.
create table public.events (id bigint primary key, payload text);
insert into public.events select n, repeat('x', 100) from generate_series(1, 1000) n;
analyze public.events;
update pg_catalog.pg_class set relpages = 20000, reltuples = 1100000 where oid = 'public.events'::regclass;
