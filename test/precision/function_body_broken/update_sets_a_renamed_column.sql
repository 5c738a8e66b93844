-- fires: public.mark_paid(bigint)
-- because: the column is called settled_at since (42703).
create table public.bills (id bigint primary key, paid_at timestamptz);
create function public.mark_paid(p bigint) returns void language sql as $$ update public.bills set paid_at = now() where id = p $$;
alter table public.bills rename column paid_at to settled_at;
