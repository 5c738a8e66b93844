-- fires: orders_buyer_fkey on public.orders, warn
-- because: the key was added with NOT VALID, and nobody has checked the old rows since.
create table public.buyers (id bigint primary key);
create table public.orders (id bigint primary key, buyer bigint);
alter table public.orders add constraint orders_buyer_fkey foreign key (buyer) references public.buyers (id) not valid;
