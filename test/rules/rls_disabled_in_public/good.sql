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
-- Forced, it holds the owner back as well.
create table public.owned (id bigint primary key, user_id uuid);
alter table public.owned enable row level security, force row level security;
create policy own on public.owned for select using ((select auth.uid()) = user_id);
alter table public.owned owner to authenticated;
-- The caller's rights on the table below decide, and there are none.
create table private.entries (id bigint primary key);
create view private.entry_list with (security_invoker = true) as select entries.id from private.entries;
create view public.entry_list as select entry_list.id from private.entry_list;
