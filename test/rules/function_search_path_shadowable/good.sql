create table public.notes (id uuid primary key, title text);
alter table public.notes enable row level security;
create schema workshop;
grant usage, create on schema workshop to public;

create function public.empty_path() returns bigint
language plpgsql security definer set search_path = '' as 'begin return (select count(*) from public.notes); end';
create function public.temp_last() returns bigint
language plpgsql security definer set search_path = public, pg_temp as 'begin return (select count(*) from notes); end';
-- Nothing in the body is looked up where a temporary object could be found.
create function public.qualified() returns bigint
language plpgsql security definer set search_path = public as 'begin return (select count(*) from public.notes); end';
-- The caller's own rights.
create function public.as_caller() returns bigint
language plpgsql set search_path = workshop, public as 'begin return (select count(*) from notes); end';
-- Not pinned: another rule's.
create function public.unpinned() returns bigint
language plpgsql security definer as 'begin return (select count(*) from notes); end';
-- A path of one odd name that contains a comma names no open schema.
create function public.one_name() returns bigint
language plpgsql security definer set search_path = 'workshop, public' as 'begin return (select count(*) from public.notes); end';
