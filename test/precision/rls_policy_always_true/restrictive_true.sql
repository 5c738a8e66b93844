-- silent
-- because: a restrictive policy that is true takes nothing away and gives nothing.
create table public.orders (id bigint primary key, buyer uuid);
alter table public.orders enable row level security;
create policy own on public.orders for all to authenticated using (buyer = (select auth.uid()));
create policy no_limit on public.orders as restrictive for update to authenticated using (true);
