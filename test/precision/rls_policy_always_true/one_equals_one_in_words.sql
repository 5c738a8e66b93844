-- fires: "Enable access to all users" on public.products
-- because: 1 = 1 is true, and so is the comparison of texts.
create table public.products (id bigint primary key);
alter table public.products enable row level security;
create policy "Enable access to all users" on public.products for all using (1 = 1 and 'a' <> 'b');
