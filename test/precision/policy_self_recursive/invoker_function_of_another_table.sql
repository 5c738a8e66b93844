-- silent
-- because: the function reads a table whose policies do not lead back; the name of the first one is only in a text.
create table public.profiles (id uuid primary key, role text);
create table public.admins (id uuid primary key);
alter table public.profiles enable row level security;
alter table public.admins enable row level security;
create policy own on public.admins for select to authenticated using (id = auth.uid());
create function public.is_admin() returns boolean language plpgsql stable as
  $$ begin raise debug 'profiles'; return exists (select 1 from public.admins where id = auth.uid()); end $$;
create policy admins on public.profiles for select to authenticated using (public.is_admin());
