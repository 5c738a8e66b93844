-- silent
-- because: each table has a key: in one column, in two, added later, or taken over by the partition.
create table public.a (id bigint generated always as identity primary key);
create table public.b (x bigint, y bigint, primary key (x, y));
create table public.c (code text);
alter table public.c add primary key (code);
create table public.d (id bigint, at date, primary key (id, at)) partition by range (at);
create table public.d_2026 partition of public.d for values from ('2026-01-01') to ('2027-01-01');
