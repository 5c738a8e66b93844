create table public.notes (id bigint primary key, body text, owner uuid);
create index notes_owner on public.notes (owner);
alter table public.notes enable row level security;
create policy own on public.notes for select to authenticated using (owner = (select auth.uid()));
create table public.tags (id bigint primary key, name text);
create index tags_name on public.tags (name);
create function public.count_notes(since date) returns bigint language sql stable set search_path = '' as 'select count(*) from public.notes';
create procedure public.tidy() language sql as 'select 1';
create type public.mood as enum ('good', 'bad');
create sequence public.tickets;
create view public.recent with (security_invoker = true) as select id from public.notes;
create schema side;
create table side.events (id bigint, at date, primary key (id, at)) partition by range (at);
create table side.events_2026 partition of side.events for values from ('2026-01-01') to ('2027-01-01');
create table side."t""
</script>é" (name text);
