-- An index that begins with the key's columns, in any order, serves; so do a unique or primary key and a hash index.
create table public.customers (id bigint primary key, region int not null, number int not null, unique (region, number));
create table public.orders (
  id bigint primary key,
  customer_id bigint references public.customers,
  region int,
  number int,
  hashed bigint references public.customers,
  alone bigint unique references public.customers,
  maybe bigint references public.customers,
  foreign key (region, number) references public.customers (region, number)
);
create index orders_customer on public.orders (customer_id, id desc) include (alone);
create index orders_place on public.orders (number, region, id);
create index orders_hashed on public.orders using hash (hashed);
-- A search for a customer says that the column is not null.
create index orders_maybe on public.orders (maybe) where maybe is not null;
create table public.members (
  customer_id bigint references public.customers,
  order_id bigint references public.orders,
  primary key (customer_id, order_id)
);
create index on public.members (order_id);
create table public.profiles (id uuid primary key references auth.users);

-- A btree of another operator class still finds equal values.
create table public.codes (code text primary key);
create table public.by_code (code text references public.codes);
create index by_code_pattern on public.by_code (code text_pattern_ops);

-- The exclusion constraint's index begins with the room.
create extension if not exists btree_gist with schema extensions;
create table public.rooms (id int primary key);
create table public.bookings (
  room int references public.rooms,
  during tstzrange,
  exclude using gist (room with =, during with &&)
);

-- The root's index serves its partitions; without one, an index on each partition does, whatever the order of columns.
create table public.events (at date not null, customer_id bigint references public.customers) partition by range (at);
create index on public.events (customer_id);
create table public.events_2026 partition of public.events for values from ('2026-01-01') to ('2027-01-01');
create table public.visits (at date not null, customer_id bigint references public.customers) partition by range (at);
create table public.visits_2026 (customer_id bigint, dropped int, at date not null);
alter table public.visits_2026 drop column dropped;
create index on public.visits_2026 (customer_id);
alter table public.visits attach partition public.visits_2026 for values from ('2026-01-01') to ('2027-01-01');

-- Not the user's.
create table auth.extra (user_id uuid references auth.users);
create extension if not exists hstore with schema extensions;
create table public.of_an_extension (customer_id bigint references public.customers);
alter extension hstore add table public.of_an_extension;
