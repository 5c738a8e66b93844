-- silent
-- because: partial, expression and unique indexes are valid; an unlogged table's too.
create unlogged table public.users (id bigint primary key, email text, active boolean);
create index invalid_users on public.users (lower(email)) where not active;
create unique index on public.users (email) nulls not distinct;
