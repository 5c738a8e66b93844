-- silent
-- because: the subquery of WITH CHECK reads the table under its SELECT policy, which contains no subquery: there is nothing
-- to recurse into.
create table public.seats (org uuid, usr uuid);
alter table public.seats enable row level security;
create policy own on public.seats for select to authenticated using (usr = auth.uid());
create policy invite on public.seats for insert to authenticated
with check (exists (select 1 from public.seats s where s.org = seats.org));
