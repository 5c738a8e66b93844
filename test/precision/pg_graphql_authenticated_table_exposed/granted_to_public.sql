-- fires: public.rates
-- because: a privilege of PUBLIC is one of authenticated.
create extension pg_graphql;
create table public.rates (id bigint primary key, rate numeric);
alter table public.rates enable row level security;
revoke all on public.rates from anon, authenticated;
grant select on public.rates to public;
