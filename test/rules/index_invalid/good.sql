create table public.events (id bigint, at date, kind text, primary key (id, at)) partition by range (at);
create table public.events_2026 partition of public.events for values from ('2026-01-01') to ('2027-01-01');
alter table public.events enable row level security;
alter table public.events_2026 enable row level security;
-- Built on every partition at once, and part by part.
create index events_at on public.events (at);
create index events_kind on only public.events (kind);
create index events_2026_kind on public.events_2026 (kind);
alter index public.events_kind attach partition public.events_2026_kind;

create schema private;
-- No partition yet, so no part is lacking.
create table private.days (id bigint, at date, primary key (id, at)) partition by range (at);
create index days_at on only private.days (at);
-- Partial is not invalid.
create table private.notes (id bigint primary key, body text);
create index on private.notes (body) where body <> '';
create materialized view private.counted as select count(*) as n from private.notes;
create unique index on private.counted (n);
-- The platform's own.
create table auth.scratch (id bigint, at date, primary key (id, at)) partition by range (at);
create table auth.scratch_2026 partition of auth.scratch for values from ('2026-01-01') to ('2027-01-01');
create index on only auth.scratch (at);
