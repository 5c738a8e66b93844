create table public.notes (id bigint primary key, body text);
alter table public.notes enable row level security;
create table public.closed (id bigint primary key);
revoke all on public.closed from anon, authenticated;
-- Not exposed.
create schema private;
create table private.jobs (id bigint primary key);
grant usage on schema private to anon;
grant all on private.jobs to anon;
-- Rows do not come from tables alone, and other rules look at these.
create view public.shown with (security_invoker = true) as select id from public.notes;
