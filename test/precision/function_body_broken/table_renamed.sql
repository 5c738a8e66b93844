-- fires: public.recent_orders(uuid)
-- because: Postgres does not rewrite PL/pgSQL bodies when a table is renamed; the call fails with 42P01.
create table public.orders (id uuid primary key, customer uuid, created_at timestamptz);
create function public.recent_orders(p_customer uuid) returns setof uuid
language plpgsql stable as $$
begin
  return query select o.id from public.orders o where o.customer = p_customer;
end $$;
alter table public.orders rename to purchase_orders;
