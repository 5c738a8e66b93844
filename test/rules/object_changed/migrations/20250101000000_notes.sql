create table public.notes (id bigint primary key, body text not null default '', owner uuid);
create index notes_owner on public.notes (owner);
alter table public.notes enable row level security;
create policy own on public.notes for select to authenticated using (owner = (select auth.uid()));
create function public.count_notes() returns bigint language sql stable set search_path = '' as 'select count(*) from public.notes';
create type public.mood as enum ('good', 'bad');
create view public.recent with (security_invoker = true) as select id from public.notes;
create table public.kept (id bigint primary key, price numeric(10, 2) check (price between 0 and 10), state text check (state in ('a', 'b')));
