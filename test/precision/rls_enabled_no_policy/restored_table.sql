-- silent
-- because: the copy was made without the switch, and the original has its policy.
create table public.orders (id bigint primary key, buyer uuid);
alter table public.orders enable row level security;
create policy own on public.orders for all to authenticated using (buyer = (select auth.uid()));
create table public.orders_backup (like public.orders including all);
revoke all on public.orders_backup from anon, authenticated;
