-- fires: public.price_list
-- because: the table-wide grants are gone, but a grant on one column is enough to read every row of it.
create table public.prices (id bigint primary key, net numeric, margin numeric);
alter table public.prices enable row level security;
create view public.price_list as select id, net, margin from public.prices;
revoke all on public.price_list from anon, authenticated;
grant select (net) on public.price_list to authenticated;
