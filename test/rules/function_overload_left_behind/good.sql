-- One name for several types.
create function public.describe(value text) returns text language sql set search_path = '' as 'select value';
create function public.describe(value uuid) returns text language sql set search_path = '' as 'select value::text';
create function public.describe(value integer) returns text language sql set search_path = '' as 'select value::text';

-- A short form that hands its arguments on.
create function public.is_member(org uuid, member uuid) returns boolean
language sql set search_path = '' as 'select org = member';
create function public.is_member(org uuid) returns boolean
language sql set search_path = '' as 'select public.is_member(org, auth.uid())';

-- Without arguments it is another routine: no call fits both.
create function public.latest() returns integer language sql set search_path = '' as 'select 1';
create function public.latest(n integer) returns integer language sql set search_path = '' as 'select n';

-- The same name in two schemas.
create schema private;
create function private.find(a integer) returns integer language sql set search_path = '' as 'select a';
create function public.find(a integer, b integer default 1) returns integer language sql set search_path = '' as 'select a + b';
