-- fires: public.outbox, info
-- because: a thousand short rows stand in 400 MB: what was deleted was never given back.
create table public.outbox (id bigint primary key, payload text);
insert into public.outbox select n, repeat('x', 100) from generate_series(1, 1000) n;
analyze public.outbox;
update pg_catalog.pg_class set relpages = 50000, reltuples = 1000 where oid = 'public.outbox'::regclass;
