-- silent
-- because: a restrictive policy only takes away; without WITH CHECK its USING holds for the new row too.
create table public.notes (id bigint primary key, owner uuid, locked boolean);
alter table public.notes enable row level security;
create policy own on public.notes for all to authenticated using (owner = (select auth.uid()));
create policy unlocked on public.notes as restrictive for update to authenticated using (not locked);
