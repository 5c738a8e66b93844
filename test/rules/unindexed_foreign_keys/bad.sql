-- expect info: orders_customer_id_fkey on public.orders
create table public.customers (id bigint primary key, region int not null, number int not null, unique (region, number));
create table public.orders (id bigint primary key, customer_id bigint references public.customers);

-- An index that leaves rows out, is sorted otherwise, has the column second or merely includes it, or leads to ranges.
-- expect: near_customer_fkey on public.near
-- expect: near_second_fkey on public.near
-- expect: near_included_fkey on public.near
-- expect: near_ranges_fkey on public.near
-- expect: near_expression_fkey on public.near
create table public.near (
  id bigint primary key,
  customer bigint references public.customers,
  second bigint references public.customers,
  included bigint references public.customers,
  ranges bigint references public.customers,
  expression bigint references public.customers
);
create index near_open on public.near (customer) where id > 100;
create index near_pair on public.near (id, second);
create index near_covering on public.near (id) include (included);
create index near_brin on public.near using brin (ranges);
create index near_text on public.near ((expression::text));
-- expect: by_code_code_fkey on public.by_code
create table public.codes (code text primary key);
create table public.by_code (code text references public.codes);
create index by_code_c on public.by_code (code collate "C");

-- Half of a key.
-- expect: places_region_number_fkey on public.places
create table public.places (region int, number int, foreign key (region, number) references public.customers (region, number));
create index places_region on public.places (region);

-- Two keys over one column need one index.
-- expect: twice_customer_id_fkey on public.twice
-- expect: twice_customer_id_fkey1 on public.twice
create table public.twice (customer_id bigint references public.customers references public.orders);

-- A partitioned table is one finding, whatever the number of partitions; it names those without an index.
-- expect: events_customer_id_fkey on public.events
create table public.events (at date not null, customer_id bigint references public.customers) partition by range (at);
create table public.events_2025 partition of public.events for values from ('2025-01-01') to ('2026-01-01');
create table public.events_2026 partition of public.events for values from ('2026-01-01') to ('2027-01-01') partition by range (at);
create table public.events_2026_1 partition of public.events_2026 for values from ('2026-01-01') to ('2026-07-01');
create index on public.events_2025 (customer_id);
-- A key of one partition alone is that partition's.
-- expect: own_region_fkey on public.events_2027
create table public.regions (id int primary key);
create table public.events_2027 (at date not null, customer_id bigint, region int constraint own_region_fkey references public.regions);
alter table public.events add column region int;
alter table public.events attach partition public.events_2027 for values from ('2027-01-01') to ('2028-01-01');

-- A key to a table of the platform, and hostile names.
-- expect: json:"\"a\"\";\n</script>'\" on \"Odd schema\".\"täble\"\";\ncommand\""
create schema "Odd schema";
create table "Odd schema"."täble"";
command" ("owner""s ü" uuid constraint "a"";
</script>'" references auth.users);
-- expect: this_name_has_sixty_three_bytes_which_is_all_that_postgres_keep on "Odd schema".a_table_whose_name_leaves_no_room_for_the_name_of_a_column_or_t
create table "Odd schema".a_table_whose_name_leaves_no_room_for_the_name_of_a_column_or_t (
  a_column_with_a_long_name bigint constraint this_name_has_sixty_three_bytes_which_is_all_that_postgres_keep references public.customers
);
