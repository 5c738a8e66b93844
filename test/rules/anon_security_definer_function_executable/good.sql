-- Revoked from PUBLIC and by name.
create function public.closed() returns integer
language sql security definer set search_path = '' as 'select 1';
revoke all on function public.closed() from public, anon, authenticated;

-- The caller's own rights.
create function public.as_caller() returns integer language sql security invoker set search_path = '' as 'select 1';

-- Triggers cannot be called.
create function public.on_change() returns trigger
language plpgsql security definer set search_path = '' as 'begin return new; end';
create function public.on_ddl() returns event_trigger
language plpgsql security definer set search_path = '' as 'begin end';

-- Not exposed.
create schema private;
grant usage on schema private to anon, authenticated;
create function private.is_member() returns boolean
language sql security definer set search_path = '' as 'select true';

-- Exposed by the configuration, without USAGE.
create schema api;
create function api.unreachable() returns boolean
language sql security definer set search_path = '' as 'select true';

-- The platform's.
create function extensions.helper() returns boolean
language sql security definer set search_path = '' as 'select true';
