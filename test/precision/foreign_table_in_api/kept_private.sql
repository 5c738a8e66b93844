-- silent
-- because: the table lies in a schema that is not served, or its grants are gone.
create foreign data wrapper remote;
create server billing foreign data wrapper remote;
create schema stripe;
create foreign table stripe.customers (id text, email text) server billing;
grant select on stripe.customers to authenticated;
create foreign table public.stripe_invoices (id text) server billing;
revoke all on public.stripe_invoices from public, anon, authenticated;
