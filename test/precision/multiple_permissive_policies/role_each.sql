-- silent
-- because: anon and authenticated are two roles, neither of which has the other's privileges.
create table public.products (id bigint primary key, hidden boolean);
alter table public.products enable row level security;
create policy visitors on public.products for select to anon using (not hidden);
create policy users on public.products for select to authenticated using (true);
