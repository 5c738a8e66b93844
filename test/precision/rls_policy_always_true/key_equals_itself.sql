-- fires: tidy on public.carts
-- because: a primary key is never null, so id = id is true of every row.
create table public.carts (id bigint primary key, owner uuid);
alter table public.carts enable row level security;
create policy tidy on public.carts for delete to authenticated using (id = id);
