-- A table of the columns that others may see, with policies of its own.
create table public.profiles (id uuid primary key references auth.users on delete cascade, nickname text);
alter table public.profiles enable row level security;
create policy readable on public.profiles for select to authenticated using (true);
create view public.nicknames with (security_invoker = true) as select nickname from public.profiles;

-- The rights of the caller, and a policy that shows users their own row.
grant select (id, email) on auth.users to authenticated;
create policy own on auth.users for select to authenticated using ((select auth.uid()) = id);
create view public.me with (security_invoker = true) as select id, email from auth.users;
-- They hold below a view with its owner's rights too.
create view public.me_again as select me.email from public.me;

-- Nobody of the API may read it.
create view public.closed as select id, email from auth.users;
revoke all on public.closed from public, anon, authenticated;
create materialized view public.closed_report as select count(*) from auth.users;
revoke all on public.closed_report from public, anon, authenticated;
create view public.write_only as select id, email from auth.users;
revoke all on public.write_only from anon, authenticated;
grant insert on public.write_only to anon;

-- Not exposed.
create schema private;
grant usage on schema private to authenticated;
create view private.accounts as select id, email from auth.users;
grant select on private.accounts to authenticated;

-- The owner of the view may not read auth.users: it answers with an error.
create role plain nologin;
create view public.broken as select id from auth.users;
alter view public.broken owner to plain;
-- The caller may not read what is between.
create view private.between as select id from auth.users;
create view public.refused with (security_invoker = true) as select id from private.between;

-- Another table of that name.
create table private.users (id uuid primary key, email text);
create view public.customers as select id, email from private.users;
