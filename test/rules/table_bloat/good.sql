-- Small, however empty; large and full; large with some room; pages that are meant to be half empty.
create table public.small (id bigint, note text);
create table public.full (id bigint, note text);
create table public.roomy (id bigint, note text);
create table public.loosely_filled (id bigint, note text) with (fillfactor = 50);
create table public.many_columns (
  a bigint, b bigint, c bigint, d bigint, e bigint, f bigint, g bigint, h bigint, i bigint, j bigint, k bigint, empty text
);
create table public.parent (id bigint, note text);
create table public.child () inherits (public.parent);
insert into public.small select number, repeat('n', 100) from generate_series(1, 500) number;
insert into public.full select number, repeat('n', 100) from generate_series(1, 500) number;
insert into public.roomy select number, repeat('n', 100) from generate_series(1, 500) number;
insert into public.loosely_filled select number, repeat('n', 100) from generate_series(1, 500) number;
insert into public.many_columns select 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, number from generate_series(1, 500) number;
insert into public.parent select number, repeat('n', 100) from generate_series(1, 500) number;
insert into public.child select number, repeat('n', 100) from generate_series(1, 500) number;
create table public.was_never_filled (id bigint);
analyze;
update pg_catalog.pg_class set relpages = 2048, reltuples = 100 where oid = 'public.small'::regclass;
update pg_catalog.pg_class set relpages = 30000, reltuples = 1700000 where oid = 'public.full'::regclass;
update pg_catalog.pg_class set relpages = 20000, reltuples = 600000 where oid = 'public.roomy'::regclass;
update pg_catalog.pg_class set relpages = 30000, reltuples = 800000 where oid = 'public.loosely_filled'::regclass;
update pg_catalog.pg_class set relpages = 26000, reltuples = 860000 where oid = 'public.many_columns'::regclass;
update pg_catalog.pg_class set relpages = 26000, reltuples = 820000 where oid = 'public.parent'::regclass;

-- Root of partitions and views have no pages.
create table public.events (at date not null, note text) partition by range (at);
create view public.seen with (security_invoker = true) as select id from public.small;
