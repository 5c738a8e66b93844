-- fires: own on public.carts, error
-- because: without a session the coalesce falls back to the row's own owner, which equals itself.
create table public.carts (id bigint primary key, owner uuid not null);
alter table public.carts enable row level security;
create policy own on public.carts for update using (coalesce((select auth.uid()), owner) = owner);
