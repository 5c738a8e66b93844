-- fires: readable on public.products, info
-- because: everybody may read every row: often wanted, so it is information.
create table public.products (id bigint primary key);
alter table public.products enable row level security;
create policy readable on public.products for select to anon, authenticated using (true);
