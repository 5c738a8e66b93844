create table public.notes (id bigint primary key, body text not null default '', owner uuid);
-- expect: public.notes.body
alter table public.notes alter column body drop default;
-- expect: public.notes_owner
create index notes_owner on public.notes (owner desc);
alter table public.notes enable row level security;
-- expect: own on public.notes
create policy own on public.notes for select to authenticated using (true);
-- expect: public.count_notes()
create function public.count_notes() returns bigint language sql stable security definer set search_path = '' as 'select count(*) from public.notes';
-- expect: public.mood
create type public.mood as enum ('good', 'bad', 'worse');
-- expect: public.recent
create view public.recent with (security_invoker = true) as select id from public.notes where id > 10;
create table public.kept (id bigint primary key, price numeric(10, 2) check (price between 0 and 10), state text check (state in ('a', 'b')));
-- A comment changes nothing of what the database does.
-- expect info: public.kept.state
comment on column public.kept.state is 'by hand';
