create foreign data wrapper elsewhere;
create server billing foreign data wrapper elsewhere;

-- Not exposed; a function hands out what is the caller's.
create schema private;
grant usage on schema private to anon, authenticated;
create foreign table private.invoices (id bigint, user_id uuid) server billing;
grant select on private.invoices to authenticated;
create function public.my_invoices() returns setof bigint language sql stable set search_path = ''
  as 'select id from private.invoices where user_id = (select auth.uid())';

-- For the server alone.
create foreign table public.rates (id bigint) server billing;
revoke all on public.rates from anon, authenticated;

-- Behind the policies of the partitioned table.
create table public.logs (id bigint, at date) partition by range (at);
alter table public.logs enable row level security;
create foreign table public.logs_2020 partition of public.logs for values from ('2020-01-01') to ('2021-01-01') server billing;
revoke all on public.logs_2020 from anon, authenticated;
