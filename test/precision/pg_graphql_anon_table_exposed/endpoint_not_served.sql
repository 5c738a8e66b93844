-- silent
-- config: {"exposed_schemas": ["public"]}
-- because: graphql_public is not served, so that no request reaches the extension.
create extension pg_graphql;
create table public.contracts (id bigint primary key, value numeric);
alter table public.contracts enable row level security;
