create table public.customers (id bigint primary key);
create table public.orders (id bigint primary key, customer_id bigint, total numeric, note text);
revoke all on public.customers, public.orders from anon, authenticated;
create index on public.orders (customer_id);
-- expect warn: orders_customer_id_fkey on public.orders
alter table public.orders
  add constraint orders_customer_id_fkey foreign key (customer_id) references public.customers (id) not valid;
-- expect warn: orders_total on public.orders
alter table public.orders add constraint orders_total check (total >= 0) not valid;

create schema private;
-- A domain's constraint; two domains may have one of the same name.
create domain private.amount as numeric;
-- expect: positive on domain private.amount
alter domain private.amount add constraint positive check (value > 0) not valid;
create domain private.weight as numeric;
-- expect: positive on domain private.weight
alter domain private.weight add constraint positive check (value > 0) not valid;
-- Reported on the table that declares it, not on partitions or child tables.
create table private.events (id bigint, at date, primary key (id, at)) partition by range (at);
create table private.events_2026 partition of private.events for values from ('2026-01-01') to ('2027-01-01');
-- expect: events_id on private.events
alter table private.events add constraint events_id check (id > 0) not valid;
create table private.parents (id bigint primary key);
create table private.children (primary key (id)) inherits (private.parents);
-- expect: parents_id on private.parents
alter table private.parents add constraint parents_id check (id > 0) not valid;
-- A partition's own.
-- expect: events_2026_own on private.events_2026
alter table private.events_2026 add constraint events_2026_own check (id < 1000) not valid;
-- A foreign table's is never checked by Postgres, and can still be declared valid.
create foreign data wrapper nowhere;
create server elsewhere foreign data wrapper nowhere;
create foreign table private.remote (id bigint) server elsewhere;
-- expect: remote_id on private.remote
alter foreign table private.remote add constraint remote_id check (id > 0) not valid;

create table private."t""
</script>é" (id bigint primary key);
-- expect: json:"\"c\"\" é\" on private.\"t\"\"\n</script>é\""
alter table private."t""
</script>é" add constraint "c"" é" check (id > 0) not valid;
