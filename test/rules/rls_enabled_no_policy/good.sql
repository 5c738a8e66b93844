create table public.notes (id bigint primary key, user_id uuid);
alter table public.notes enable row level security;
create policy own on public.notes for select to authenticated using ((select auth.uid()) = user_id);
create table public.open (id bigint primary key);
