create table public.notes (id bigint generated always as identity primary key, body text);
alter table public.notes enable row level security;

create schema private;
-- A key of several columns.
create table private.memberships (team bigint, member uuid, primary key (team, member));
-- Partitions take over the key of their table.
create table private.events (id bigint, at date, primary key (id, at)) partition by range (at);
create table private.events_2026 partition of private.events for values from ('2026-01-01') to ('2027-01-01');
-- A key that is checked at the end of the transaction is a key.
create table private.places (n int, constraint places_key primary key (n) deferrable initially deferred);
-- No table: nothing to give a key to.
create view private.shown with (security_invoker = true) as select id from public.notes;
create materialized view private.counted as select count(*) from public.notes;
create type private.pair as (a int, b int);
create foreign data wrapper nowhere;
create server elsewhere foreign data wrapper nowhere;
create foreign table private.remote (id bigint) server elsewhere;
-- The platform's, and an extension's.
create table storage.scratch (a int);
