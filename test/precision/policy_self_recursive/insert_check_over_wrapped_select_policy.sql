-- fires: invite on public.seats
-- because: the subquery of WITH CHECK reads the table again, and its SELECT policy contains a subquery, if only
-- (select auth.uid()): Postgres looks no further and raises 42P17 on every insert.
create table public.seats (org uuid, usr uuid);
alter table public.seats enable row level security;
create policy own on public.seats for select to authenticated using (usr = (select auth.uid()));
create policy invite on public.seats for insert to authenticated
with check (exists (select 1 from public.seats s where s.org = seats.org));
