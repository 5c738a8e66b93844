-- silent
-- because: customer_id is called like a key and declared as none.
create table public.customers (id bigint primary key);
create table public.imports (id bigint primary key, customer_id bigint);
