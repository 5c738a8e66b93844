-- fires: public.users_email_key, warn
-- because: a failed CREATE INDEX CONCURRENTLY leaves an index that is kept up and never used; its uniqueness does not hold.
create table public.users (id bigint primary key, email text);
create unique index users_email_key on public.users (email);
update pg_catalog.pg_index set indisvalid = false where indexrelid = 'public.users_email_key'::regclass;
