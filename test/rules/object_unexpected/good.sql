create table public.notes (id bigint primary key, body text);
alter table public.notes enable row level security;
-- What an extension brings is not the migrations' to make.
create extension if not exists pg_trgm with schema extensions;
drop extension pg_trgm;
