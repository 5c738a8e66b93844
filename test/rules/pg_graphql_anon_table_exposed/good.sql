create extension pg_graphql;

-- For signed-in users, and for the server.
create table public.internal_prices (id bigint primary key, supplier text, margin numeric);
alter table public.internal_prices enable row level security;
revoke all on public.internal_prices from anon;

-- A relation that the role cannot select is left out, mutations and all.
create table public.guestbook (id bigint primary key, body text);
alter table public.guestbook enable row level security;
revoke all on public.guestbook from anon;
grant insert, update, delete on public.guestbook to anon;

-- pg_graphql leaves partitioned tables out.
create table public.events (id bigint primary key) partition by hash (id);
alter table public.events enable row level security;

-- No usage of the schema.
create schema private;
create table private.notes (id bigint primary key);
grant select on private.notes to anon;
