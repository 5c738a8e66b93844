-- fires: public.orders, warn
-- because: two indexes of other names over the same column are one too many.
create table public.orders (id bigint primary key, buyer uuid);
create index orders_buyer_idx on public.orders (buyer);
create index idx_orders_buyer on public.orders using btree (buyer asc nulls last);
