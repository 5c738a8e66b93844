create extension pg_graphql;

-- Row level security hides the rows; the names of table and columns are in the GraphQL schema.
create table public.internal_prices (id bigint primary key, supplier text, margin numeric);
alter table public.internal_prices enable row level security;
-- expect warn: public.internal_prices

-- One column is enough, and so is a grant to everybody or to a role that anon inherits from.
create table public.people (id bigint primary key, name text);
alter table public.people enable row level security;
revoke all on public.people from anon;
grant select (name) on public.people to anon;
-- expect warn: public.people
create table public.for_all (id bigint primary key);
alter table public.for_all enable row level security;
revoke all on public.for_all from anon, authenticated, service_role;
grant select on public.for_all to public;
-- expect warn: public.for_all
create role visitors nologin;
grant visitors to anon with inherit true;
create table public.for_visitors (id bigint primary key);
alter table public.for_visitors enable row level security;
revoke all on public.for_visitors from anon;
grant select on public.for_visitors to visitors;
-- expect warn: public.for_visitors

-- A partition is a table to pg_graphql; the partitioned table is nothing.
create table public.events (id bigint primary key) partition by hash (id);
alter table public.events enable row level security;
create table public.events_0 partition of public.events for values with (modulus 1, remainder 0);
alter table public.events_0 enable row level security;
-- expect warn: public.events_0

-- Without a key there is no type for it yet; a comment can name one.
create view public.names with (security_invoker = true) as select id, name from public.people;
-- expect info: public.names
create view public.keyed_names with (security_invoker = true) as select id, name from public.people;
comment on view public.keyed_names is e'Names.\n@graphql({"primary_key_columns": ["id"]})';
-- expect warn: public.keyed_names
create materialized view public.counted as select 1 as id, count(*) from public.people;
comment on materialized view public.counted is '@graphql({"primary_key_columns": ["id"]})';
-- expect warn: public.counted
create foreign data wrapper elsewhere;
create server billing foreign data wrapper elsewhere;
create foreign table public.invoices (id bigint) server billing;
comment on foreign table public.invoices is '@graphql({"primary_key_columns": ["number"]})';
-- expect info: public.invoices

-- A name that GraphQL does not take, and a schema that the dashboard may have put on the search path.
-- expect info: json:"public.\"</script>'\"\";\nü\""
create table public."</script>'"";
ü" (id bigint primary key);
alter table public."</script>'"";
ü" enable row level security;
create schema app;
grant usage on schema app to anon;
create table app.notes (id bigint primary key);
grant select on app.notes to anon;
-- expect info: app.notes
