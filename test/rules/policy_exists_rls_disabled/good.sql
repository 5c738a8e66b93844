create table public.notes (id bigint primary key, user_id uuid not null);
alter table public.notes enable row level security;
create policy own on public.notes for select to authenticated using ((select auth.uid()) = user_id);
create table public.bare (id bigint primary key);
