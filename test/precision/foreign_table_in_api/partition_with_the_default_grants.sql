-- fires: public.orders_archive
-- because: the foreign partition can be named in a request of its own, past the policies of the partitioned table.
create foreign data wrapper remote;
create server archive foreign data wrapper remote;
create table public.orders (id bigint, at date not null) partition by range (at);
alter table public.orders enable row level security;
create foreign table public.orders_archive partition of public.orders for values from ('2010-01-01') to ('2020-01-01') server archive;
