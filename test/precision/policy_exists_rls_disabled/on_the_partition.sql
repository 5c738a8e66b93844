-- fires: public.trips_2026
-- because: the partition carries a policy and its own switch is off; the parent's switch does not count for it.
create table public.trips (rider uuid, at date not null) partition by range (at);
alter table public.trips enable row level security;
create policy own on public.trips for select to authenticated using (rider = (select auth.uid()));
create table public.trips_2026 partition of public.trips for values from ('2026-01-01') to ('2027-01-01');
create policy own on public.trips_2026 for select to authenticated using (rider = (select auth.uid()));
