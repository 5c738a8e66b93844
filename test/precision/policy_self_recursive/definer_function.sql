-- silent
-- because: with the rights of the table's owner the function reads without policies.
create table public.profiles (id uuid primary key, role text);
alter table public.profiles enable row level security;
create function public.is_admin() returns boolean language sql stable security definer set search_path = '' as
  'select exists (select 1 from public.profiles where id = auth.uid() and role = ''admin'')';
create policy admins on public.profiles for select to authenticated using (public.is_admin());
