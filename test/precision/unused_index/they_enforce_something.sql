-- silent
-- because: primary key, unique index and exclusion constraint do their work at each write, whether or not a query reads them.
create extension btree_gist with schema extensions;
create table public.bookings (id bigint primary key, room bigint, during tstzrange, code text,
  exclude using gist (room with =, during with &&));
create unique index bookings_code on public.bookings (lower(code));
