-- silent
-- because: the order of the statements is of no account; the switch is on now.
create table public.profiles (id uuid primary key);
create policy own on public.profiles for select to authenticated using (id = (select auth.uid()));
alter table public.profiles enable row level security;
