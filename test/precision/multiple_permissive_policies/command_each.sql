-- silent
-- because: each command has one policy.
create table public.notes (id bigint primary key, owner uuid);
alter table public.notes enable row level security;
create policy r on public.notes for select to authenticated using (owner = (select auth.uid()));
create policy c on public.notes for insert to authenticated with check (owner = (select auth.uid()));
create policy u on public.notes for update to authenticated using (owner = (select auth.uid()));
create policy d on public.notes for delete to authenticated using (owner = (select auth.uid()));
