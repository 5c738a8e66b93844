-- expect info: public.visits
create table public.visits (page text, at timestamptz not null default now());
revoke all on public.visits from anon, authenticated;

create schema private;
-- A unique index on columns that are never null can become the key without being built anew.
-- expect: private.countries
create table private.countries (code text not null, name text);
create unique index countries_code on private.countries (code);
-- expect: private.currencies
create table private.currencies (code text not null unique, name text);
-- Not this one: the key of another table points at it.
-- expect: private.units
create table private.units (code text not null unique);
create table private.amounts (id bigint primary key, unit text references private.units (code));
create index on private.amounts (unit);
-- Nullable, partial or by expression: names no row.
-- expect: private.tags
create table private.tags (name text unique, label text not null);
create unique index on private.tags (label) where label <> '';
create unique index on private.tags (lower(label));
-- expect: private.counted
create table private.counted (id bigint, n int);

-- The partitioned table, not its partitions.
-- expect: private.events
create table private.events (id bigint, at date) partition by range (at);
create table private.events_2026 partition of private.events for values from ('2026-01-01') to ('2027-01-01');
create table private.events_2027 partition of private.events for values from ('2027-01-01') to ('2028-01-01');

-- A child by inheritance does not take the key over.
create table private.parents (id bigint primary key);
-- expect: private.children
create table private.children (extra text) inherits (private.parents);

-- expect: json:"private.\"t\"\"\n</script>é\""
create table private."t""
</script>é" (name text);
-- expect: private."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüx"
create unlogged table private."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüx" (n int);
