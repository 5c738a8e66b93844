-- fires: public.fraud_scores, warn
-- because: every signed-in user sees the table's name and columns in the GraphQL schema.
create extension pg_graphql;
create table public.fraud_scores (id bigint primary key, usr uuid, score numeric);
alter table public.fraud_scores enable row level security;
revoke all on public.fraud_scores from anon;
