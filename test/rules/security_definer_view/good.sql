create table public.profiles (id uuid primary key, email text);
alter table public.profiles enable row level security;
create view public.members with (security_invoker = true) as select id from public.profiles;
create view public.by_on with (security_invoker = on) as select id from public.profiles;
create view public.by_one with (security_invoker = 1) as select id from public.profiles;
create view public.by_yes with (security_invoker = YES) as select id from public.profiles;
create view public.by_beginning with (security_invoker = tr) as select id from public.profiles;

-- Nobody of the API may use it.
create view public.closed as select id from public.profiles;
revoke all on public.closed from public, anon, authenticated;

-- Not exposed.
create schema private;
grant usage on schema private to anon;
create view private.members as select id from public.profiles;
grant select on private.members to anon;

-- A materialized view is another rule's.
create materialized view public.counted as select count(*) from public.profiles;
