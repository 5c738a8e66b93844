-- silent
-- because: service_role passes row level security, so its policy is never evaluated beside the other.
create table public.orders (id bigint primary key, buyer uuid);
alter table public.orders enable row level security;
create policy own on public.orders for select to authenticated using (buyer = (select auth.uid()));
create policy server on public.orders for all to service_role using (true);
