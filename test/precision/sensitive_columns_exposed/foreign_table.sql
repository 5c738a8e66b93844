-- fires: public.crm_contacts, error
-- because: a foreign table has no row level security, and its numbers are readable by all.
create foreign data wrapper remote;
create server crm foreign data wrapper remote;
create foreign table public.crm_contacts (id bigint, name text, social_security_number text) server crm;
