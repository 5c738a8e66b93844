-- silent
-- because: the session is asked for as well as the ownership; the row decides.
create table public.notes (id bigint primary key, owner uuid);
alter table public.notes enable row level security;
create policy own on public.notes for all to authenticated using ((select auth.uid()) is not null and owner = (select auth.uid()));
