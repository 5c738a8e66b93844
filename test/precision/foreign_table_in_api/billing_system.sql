-- fires: public.billing_customers, warn
-- because: a foreign table has no row level security, and the default grants open it.
create foreign data wrapper remote;
create server billing foreign data wrapper remote;
create foreign table public.billing_customers (id bigint, email text) server billing;
