-- silent
-- because: Postgres takes each of these for true, and the views read with the caller's rights.
create table public.orders (id bigint primary key, buyer uuid);
alter table public.orders enable row level security;
create view public.orders_a with (security_invoker) as select id from public.orders;
create view public.orders_b with (security_invoker = on) as select id from public.orders;
create view public.orders_c with (security_invoker = 'yes', security_barrier = true) as select id from public.orders;
create view public.orders_d as select id from public.orders;
alter view public.orders_d set (security_invoker = 1);
