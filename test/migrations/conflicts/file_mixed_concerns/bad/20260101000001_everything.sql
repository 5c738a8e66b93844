-- expect info @1: 20260101000001_everything.sql
create extension if not exists pg_trgm with schema extensions;
create type public.state as enum ('on', 'off');
create table public.b (id bigint primary key, state public.state);
create table public.c (id bigint primary key);
create table public.d (id bigint primary key);
create table public.e (id bigint primary key);
alter table public.b enable row level security;
create policy read on public.b for select using (true);
create view public.v with (security_invoker = on) as select id from public.b;
create function public.f() returns int language sql as $$ select 1 $$;
grant select on public.b to anon;
insert into public.c values (1);
