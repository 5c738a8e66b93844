-- silent
-- because: anon may not select the table, and pg_graphql leaves out what the role may not see.
create extension pg_graphql;
create table public.contracts (id bigint primary key, value numeric);
alter table public.contracts enable row level security;
revoke all on public.contracts from anon;
create schema internal;
create table internal.costs (id bigint primary key);
