-- silent
-- because: the restrictive policy has to be met too, and without a session it is not.
create table public.orders (id bigint primary key, buyer uuid);
alter table public.orders enable row level security;
create policy wide on public.orders for select using (auth.uid() is null or buyer = auth.uid());
create policy session on public.orders as restrictive for all using ((select auth.uid()) is not null);
