-- fires: public.set_status(bigint,text)
-- because: the cast names a type without its schema, and pg_temp, not named on the path, is searched first for types.
create type public.order_status as enum ('open', 'paid');
create table public.orders (id bigint primary key, status public.order_status);
create function public.set_status(p bigint, s text) returns void
language sql security definer set search_path = public as $$ update public.orders set status = s::order_status where id = p $$;
