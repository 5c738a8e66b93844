-- fires: open on public.signups
-- because: EXISTS over a select without FROM and WHERE has its one row always.
create table public.signups (id bigint primary key);
alter table public.signups enable row level security;
create policy open on public.signups for insert to anon with check (exists (select 1));
