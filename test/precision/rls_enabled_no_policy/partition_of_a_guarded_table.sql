-- fires: public.logs_2026
-- because: the parent's policy is not the partition's: a request that names the partition sees nothing.
create table public.logs (owner uuid, at date not null) partition by range (at);
alter table public.logs enable row level security;
create policy own on public.logs for select to authenticated using (owner = (select auth.uid()));
create table public.logs_2026 partition of public.logs for values from ('2026-01-01') to ('2027-01-01');
alter table public.logs_2026 enable row level security;
