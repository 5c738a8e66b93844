create table public.customers (id bigint primary key);
create table public.orders (id bigint primary key, customer_id bigint references public.customers (id), total numeric check (total >= 0));
alter table public.customers enable row level security;
alter table public.orders enable row level security;

create schema private;
-- Added without a check, and validated since.
alter table public.orders add constraint orders_id check (id > 0) not valid;
alter table public.orders validate constraint orders_id;
create domain private.amount as numeric;
alter domain private.amount add constraint positive check (value > 0) not valid;
alter domain private.amount validate constraint positive;
-- Not the user's.
alter table storage.objects add constraint scratch check (true) not valid;
