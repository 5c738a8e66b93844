-- silent
-- because: old and new row have to be the caller's.
create table public.notes (id bigint primary key, owner uuid);
alter table public.notes enable row level security;
create policy edit on public.notes for update to authenticated using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
