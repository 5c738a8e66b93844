-- silent
-- because: the second index sorts by bytes and serves other searches than the first.
create table public.cities (id bigint primary key, name text);
create index on public.cities (name);
create index on public.cities (name collate "C");
