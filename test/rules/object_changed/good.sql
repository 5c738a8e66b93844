-- The same otherwise written, in another order, with a column that came and went.
create type public.mood as enum ('good', 'bad');
create table public.kept (gone text, id bigint primary key, price decimal(10, 2) check (price >= 0 and price <= 10), state text check (state = any (array['a', 'b'])));
alter table public.kept drop column gone;
create table public.notes (id int8 primary key, body text default '' not null, owner uuid);
create index notes_owner on public.notes using btree (owner asc);
create view public.recent with (security_invoker = true) as select notes.id from public.notes;
alter table public.notes enable row level security;
create policy own on public.notes as permissive for select to authenticated using (((owner = (select auth.uid()))));
create function public.count_notes() returns bigint language sql stable set search_path = '' as 'select count(*) from public.notes';
