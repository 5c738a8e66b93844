-- fires: public.readings_2026
-- because: a request that names the partition is judged by the partition's switch alone, which is off.
create table public.readings (device uuid, at date not null, value numeric) partition by range (at);
alter table public.readings enable row level security;
create policy own on public.readings for select to authenticated using (device = (select auth.uid()));
create table public.readings_2026 partition of public.readings for values from ('2026-01-01') to ('2027-01-01');
