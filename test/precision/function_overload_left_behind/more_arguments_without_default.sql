-- silent
-- because: no call fits both: the longer one needs its second argument; the two bodies have nothing in common.
create table public.rates (currency text primary key, rate numeric);
create function public.convert_price(amount numeric) returns text language sql immutable as $$ select to_char(amount, 'FM999990.00') $$;
create function public.convert_price(amount numeric, currency text) returns numeric language sql stable as $$
  select amount * r.rate from public.rates r where r.currency = convert_price.currency
$$;
