-- silent
-- because: the function reads under the policy for SELECT, which calls nothing.
create table public.profiles (id uuid primary key, role text);
alter table public.profiles enable row level security;
create function public.is_free(wanted uuid) returns boolean language sql stable as
  'select not exists (select 1 from public.profiles where id = wanted)';
create policy readable on public.profiles for select to authenticated using (true);
create policy once on public.profiles for insert to authenticated with check (public.is_free(id));
