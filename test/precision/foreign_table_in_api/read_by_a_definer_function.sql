-- silent
-- because: the table in public is an ordinary one, and the function is not a foreign table, whatever it reads.
create foreign data wrapper remote;
create server billing foreign data wrapper remote;
create schema stripe;
create foreign table stripe.invoices (id text, owner uuid) server billing;
create table public.foreign_invoices (id text primary key);
create function public.my_invoices() returns setof text language sql security definer set search_path = '' as $$
  select i.id from stripe.invoices i where i.owner = auth.uid()
$$;
