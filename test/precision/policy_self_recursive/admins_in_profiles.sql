-- fires: admins on public.profiles
-- because: a policy for ALL covers the subquery's SELECT on the same table.
create table public.profiles (id uuid primary key, role text);
alter table public.profiles enable row level security;
create policy own on public.profiles for select to authenticated using (id = (select auth.uid()));
create policy admins on public.profiles for all to authenticated
using (exists (select 1 from public.profiles p where p.id = (select auth.uid()) and p.role = 'admin'));
