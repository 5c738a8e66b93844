-- silent
-- because: each table has its own; a partition's index belongs to the partitioned one.
create table public.a (id bigint primary key, owner uuid);
create table public.b (id bigint primary key, owner uuid);
create index on public.a (owner);
create index on public.b (owner);
create table public.logs (at date not null, owner uuid) partition by range (at);
create index on public.logs (owner);
create table public.logs_2026 partition of public.logs for values from ('2026-01-01') to ('2027-01-01');
