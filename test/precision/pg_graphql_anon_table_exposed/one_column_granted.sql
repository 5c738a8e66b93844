-- fires: public.people
-- because: SELECT on one column besides the key makes the type appear.
create extension pg_graphql;
create table public.people (id bigint primary key, name text, birth date);
alter table public.people enable row level security;
revoke all on public.people from anon, authenticated;
grant select (id, name) on public.people to anon;
