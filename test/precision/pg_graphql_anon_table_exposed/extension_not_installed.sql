-- silent
-- because: without pg_graphql there is no GraphQL schema to read.
create table public.contracts (id bigint primary key, value numeric);
alter table public.contracts enable row level security;
