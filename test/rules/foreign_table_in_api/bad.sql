create foreign data wrapper elsewhere;
create server billing foreign data wrapper elsewhere;

-- The other side sees the login of the user mapping, whoever asks.
create foreign table public.invoices (id bigint, customer text, amount numeric) server billing;
-- expect warn: public.invoices

-- INSERT alone, one column, everybody.
create foreign table public.events (id bigint, body text) server billing;
revoke all on public.events from anon, authenticated;
grant insert on public.events to anon;
-- expect warn: public.events
create foreign table public.customers (id bigint, name text) server billing;
revoke all on public.customers from anon, authenticated;
grant select (name), update (name) on public.customers to authenticated;
-- expect warn: public.customers
create foreign table public.rates (id bigint) server billing;
revoke all on public.rates from anon, authenticated, service_role;
grant select, delete on public.rates to public;
-- expect warn: public.rates

-- A partition that is asked for by its own name.
create table public.logs (id bigint, at date) partition by range (at);
alter table public.logs enable row level security;
create foreign table public.logs_2020 partition of public.logs for values from ('2020-01-01') to ('2021-01-01') server billing;
-- expect warn: public.logs_2020

-- expect warn: json:"public.\"</script>'\"\";\nü\""
create foreign table public."</script>'"";
ü" (id bigint) server billing;
