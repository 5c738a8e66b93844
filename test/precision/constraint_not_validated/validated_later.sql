-- silent
-- because: VALIDATE CONSTRAINT has read every row.
create table public.buyers (id bigint primary key);
create table public.orders (id bigint primary key, buyer bigint);
alter table public.orders add constraint orders_buyer_fkey foreign key (buyer) references public.buyers (id) not valid;
alter table public.orders validate constraint orders_buyer_fkey;
