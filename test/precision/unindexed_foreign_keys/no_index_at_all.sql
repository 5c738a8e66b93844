-- fires: orders_customer_id_fkey on public.orders, info
-- because: Postgres makes no index for the referencing side; a delete of a customer reads all orders.
create table public.customers (id bigint primary key);
create table public.orders (id bigint primary key, customer_id bigint references public.customers (id));
