-- silent
-- because: pg_graphql knows no partitioned tables, and the partition's grants are gone.
create extension pg_graphql;
create table public.logs (id bigint, at date not null, primary key (id, at)) partition by range (at);
alter table public.logs enable row level security;
create table public.logs_2026 partition of public.logs for values from ('2026-01-01') to ('2027-01-01');
revoke all on public.logs_2026 from anon, authenticated;
