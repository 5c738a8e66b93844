-- fires: admins on public.profiles
-- because: the other policy saves the rows of one's own only, and only as long as the server looks at it first.
create table public.profiles (id uuid primary key, role text);
alter table public.profiles enable row level security;
create function public.is_admin() returns boolean language sql stable as
  'select exists (select 1 from public.profiles where role = ''admin'' and id = auth.uid())';
create policy own on public.profiles for select to authenticated using (id = auth.uid());
create policy admins on public.profiles for select to authenticated using (public.is_admin());
