-- fires: orders_buyer_fkey on public.orders, error
-- because: NOT VALID let the old order pass whose buyer is gone.
create table public.buyers (id bigint primary key);
create table public.orders (id bigint primary key, buyer bigint);
insert into public.orders values (1, 77);
alter table public.orders add constraint orders_buyer_fkey foreign key (buyer) references public.buyers (id) not valid;
