create table public.orders (id bigint primary key, user_id uuid, amount numeric);
alter table public.orders enable row level security;
create policy own on public.orders for select to authenticated using ((select auth.uid()) = user_id);

create materialized view public.order_totals as select user_id, sum(amount) as total from public.orders group by user_id;
revoke all on public.order_totals from anon, authenticated;

-- Not exposed, whoever may read it.
create schema private;
grant usage on schema private to anon, authenticated;
create materialized view private.order_totals as select count(*) from public.orders;
grant select on private.order_totals to anon, authenticated;

-- A view is another rule's.
create view public.my_orders with (security_invoker = true) as select id from public.orders;

-- A member of a role that has the privilege, without inheriting it.
create role readers nologin;
grant readers to anon with inherit false;
create materialized view public.for_readers as select count(*) from public.orders;
revoke all on public.for_readers from anon, authenticated;
grant select on public.for_readers to readers;
