-- expect info: public.jobs
create table public.jobs (id bigint primary key, payload text);
insert into public.jobs select number, repeat('x', 1900) from generate_series(1, 10000) number;
delete from public.jobs where id > 100;
analyze public.jobs;

-- The figures of these are made, in place of the hundreds of megabytes.
-- Seventy times the size, or half of a large table; a partition by itself; a materialized view; pages left half empty.
-- expect: public.half_free
-- expect: public.events_2026
-- expect: public.summary
-- expect: public.loosely_filled
-- expect: public.never_filled
create table public.half_free (id bigint, note text);
create table public.events (at date not null, note text) partition by range (at);
create table public.events_2026 partition of public.events for values from ('2026-01-01') to ('2027-01-01');
create materialized view public.summary as select number as id, repeat('n', 100) as note from generate_series(1, 500) number;
revoke all on public.summary from anon, authenticated;
create table public.loosely_filled (id bigint, note text) with (fillfactor = 50);
create table public.never_filled (id bigint, note text);
insert into public.half_free select number, repeat('n', 100) from generate_series(1, 500) number;
insert into public.loosely_filled select number, repeat('n', 100) from generate_series(1, 500) number;
insert into public.events select date '2026-05-01', repeat('n', 100) from generate_series(1, 500);
-- expect: json:"\"Odd schema\".\"täble\"\";\n</script>'\""
create schema "Odd schema";
create table "Odd schema"."täble"";
</script>'" as select number as "ö", null::text as empty from generate_series(1, 500) number;
-- The platform's tables and the catalogs fill the same disk.
-- expect: auth.big
-- expect: pg_catalog.pg_description
create table auth.big (id bigint, note text);
insert into auth.big select number, repeat('n', 100) from generate_series(1, 500) number;
analyze;
update pg_catalog.pg_class set relpages = 30000, reltuples = 800000 where oid = 'public.half_free'::regclass;
update pg_catalog.pg_class set relpages = 3000, reltuples = 2000
where oid in (
  'public.events_2026'::regclass, 'public.summary'::regclass, 'auth.big'::regclass, 'pg_catalog.pg_description'::regclass,
  '"Odd schema"."täble"";
</script>''"'::regclass
);
update pg_catalog.pg_class set relpages = 30000, reltuples = 400000 where oid = 'public.loosely_filled'::regclass;
update pg_catalog.pg_class set relpages = 3000, reltuples = 0 where oid = 'public.never_filled'::regclass;
