-- Exposed by the configuration; nothing in it is open.
create schema api;

-- expect warn: public.open_to_all()
create function public.open_to_all() returns integer
language sql security definer set search_path = '' as 'select 1';

-- EXECUTE for PUBLIC alone, as in a schema without default privileges.
-- expect: public.through_public(text,integer[])
create function public.through_public(text, integer[]) returns void
language plpgsql security definer set search_path = '' as 'begin end';
revoke all on function public.through_public(text, integer[]) from anon, authenticated, service_role;
create role reporting;
grant usage on schema public to reporting;

-- Through a role that anon inherits.
-- expect: public.through_role()
create role app_reader;
alter role anon inherit;
grant app_reader to anon;
create function public.through_role() returns void
language plpgsql security definer set search_path = '' as 'begin end';
revoke all on function public.through_role() from public, anon;
grant execute on function public.through_role() to app_reader;

-- expect: public.purge(integer)
create procedure public.purge(integer)
language plpgsql security definer set search_path = '' as 'begin end';

-- Each overload by itself.
-- expect: public.fetch_note(uuid)
create function public.fetch_note(uuid) returns void
language plpgsql security definer set search_path = '' as 'begin end';
create function public.fetch_note(integer) returns void
language plpgsql security definer set search_path = '' as 'begin end';
revoke all on function public.fetch_note(integer) from public, anon;

-- expect: json:"public.\"</script>'\"\"ü;\n$$ drop\"(public.\"odd Type\")"
create type public."odd Type" as enum ('a');
create function public."</script>'""ü;
$$ drop"(public."odd Type") returns void
language plpgsql security definer set search_path = '' as 'begin end';

-- A name of 63 bytes, called by a policy.
-- expect: public."éééééééééééééééeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"()
create function public."éééééééééééééééeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"() returns boolean
language sql stable security definer set search_path = '' as 'select true';
create table public.notes (id uuid primary key);
alter table public.notes enable row level security;
create policy readers on public.notes for select to authenticated using ((select public."éééééééééééééééeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"()));
