create extension pg_graphql;

-- Closed to visitors, yet anybody who signs up can read the names of table and columns.
create table public.moderation_notes (id bigint primary key, about uuid, verdict text);
alter table public.moderation_notes enable row level security;
revoke all on public.moderation_notes from anon;
-- expect warn: public.moderation_notes

-- One column is enough, and so is a grant to everybody or to a role that authenticated inherits from.
create table public.people (id bigint primary key, name text);
alter table public.people enable row level security;
revoke all on public.people from authenticated;
grant select (name) on public.people to authenticated;
-- expect warn: public.people
create table public.for_all (id bigint primary key);
alter table public.for_all enable row level security;
revoke all on public.for_all from anon, authenticated, service_role;
grant select on public.for_all to public;
-- expect warn: public.for_all
create role members nologin;
grant members to authenticated with inherit true;
create table public.for_members (id bigint primary key);
alter table public.for_members enable row level security;
revoke all on public.for_members from authenticated;
grant select on public.for_members to members;
-- expect warn: public.for_members

-- A partition is a table to pg_graphql; the partitioned table is nothing.
create table public.events (id bigint primary key) partition by hash (id);
alter table public.events enable row level security;
create table public.events_0 partition of public.events for values with (modulus 1, remainder 0);
alter table public.events_0 enable row level security;
-- expect warn: public.events_0

-- Views, materialized views and foreign tables have no key of their own; a comment can name one.
create view public.names with (security_invoker = true) as select id, name from public.people;
-- expect info: public.names
create materialized view public.counted as select 1 as id, count(*) from public.people;
comment on materialized view public.counted is '@graphql({"primary_key_columns": ["id"]})';
-- expect warn: public.counted
create foreign data wrapper elsewhere;
create server billing foreign data wrapper elsewhere;
create foreign table public.invoices (id bigint) server billing;
comment on foreign table public.invoices is '@graphql(no JSON)';
-- expect info: public.invoices

-- A name that GraphQL takes only from a comment.
-- expect warn: json:"public.\"</script>'\"\";\nü\""
create table public."</script>'"";
ü" (id bigint primary key);
alter table public."</script>'"";
ü" enable row level security;
comment on table public."</script>'"";
ü" is '@graphql({"name": "Odd"})';
