-- What the fixtures lack of the cases where splinter is wrong, and of what it finds.
create extension citext schema extensions;
create table public.spatial_ref_sys (srid integer primary key, password text);
grant select on public.spatial_ref_sys to anon;
create function public.postgis_read() returns integer language sql security definer set search_path = '' as 'select 1';
alter extension citext add table public.spatial_ref_sys;
alter extension citext add function public.postgis_read();

create schema closed;
create table closed.accounts (id bigint primary key, password text);
grant select on closed.accounts to anon, authenticated;
create view closed.account_ids as select id from closed.accounts;
grant select on closed.account_ids to anon, authenticated;

create function public.compiled(text) returns text language internal immutable as 'textin';

create schema if not exists _analytics;
create function _analytics.flush() returns void language sql as 'select';
