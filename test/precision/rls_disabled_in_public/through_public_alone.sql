-- fires: public.exchange_rates
-- because: a privilege of PUBLIC is a privilege of anon.
create table public.exchange_rates (currency text primary key, rate numeric);
revoke all on public.exchange_rates from anon, authenticated;
grant select on public.exchange_rates to public;
