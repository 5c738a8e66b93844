-- fires: guests on public.carts, error
-- because: a visitor's token says role anon, which is not authenticated.
create table public.carts (id bigint primary key);
alter table public.carts enable row level security;
create policy guests on public.carts for update using ((auth.jwt() ->> 'role') is distinct from 'authenticated');
