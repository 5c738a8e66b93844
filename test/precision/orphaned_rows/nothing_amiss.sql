-- silent
-- because: the unvalidated key happens to hold, nulls refer to nothing, and the other key is enforced.
create table public.buyers (id bigint primary key);
create table public.orders (id bigint primary key, buyer bigint, seller bigint references public.buyers (id));
insert into public.buyers values (1);
insert into public.orders values (1, 1, 1), (2, null, null);
alter table public.orders add constraint orders_buyer_fkey foreign key (buyer) references public.buyers (id) not valid;
