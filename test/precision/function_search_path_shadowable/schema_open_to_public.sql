-- fires: public.apply_coupon(text)
-- because: PUBLIC may create in schema shop, so a client's function price_of(text) there would be run by the owner.
create schema shop;
grant usage, create on schema shop to public;
create function shop.price_of(p text) returns numeric language sql as $$ select 1 $$;
create function public.apply_coupon(p text) returns numeric
language sql security definer set search_path = shop, pg_temp as $$ select price_of(p) $$;
