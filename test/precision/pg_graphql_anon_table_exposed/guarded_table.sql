-- fires: public.contracts, warn
-- because: policies hide its rows, but anon may select, so the GraphQL schema tells visitors of the table and its columns.
create extension pg_graphql;
create table public.contracts (id bigint primary key, counterparty text, value numeric);
alter table public.contracts enable row level security;
