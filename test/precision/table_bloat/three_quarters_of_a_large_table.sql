-- fires: public.sessions
-- because: the rows of about 100 bytes need some 250 MB of the 1 GB that the table takes.
create table public.sessions (id bigint primary key, token text);
insert into public.sessions select n, repeat('x', 60) from generate_series(1, 1000) n;
analyze public.sessions;
update pg_catalog.pg_class set relpages = 125000, reltuples = 2400000 where oid = 'public.sessions'::regclass;
