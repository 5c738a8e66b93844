create table public.customers (id bigint primary key);
create table public.orders (id bigint primary key, customer_id bigint);
revoke all on public.customers, public.orders from anon, authenticated;
create index on public.orders (customer_id);
insert into public.customers values (1);
insert into public.orders values (10, 1), (11, 2), (12, null);
-- Added without a look at the rows that were there.
-- expect error: orders_customer_id_fkey on public.orders
alter table public.orders
  add constraint orders_customer_id_fkey foreign key (customer_id) references public.customers (id) not valid;

create schema private;
-- No foreign key at all: the name and the type say what is meant.
create table private.categories (id uuid primary key default gen_random_uuid());
create table private.articles (id bigint primary key, category_id uuid, box_id int not null);
-- expect warn: private.articles.category_id
insert into private.categories values ('00000000-0000-0000-0000-000000000001');
-- Integer types fit each other; a key that must not be null goes with its row.
create table private.boxes (id bigint primary key);
insert into private.boxes values (1);
-- expect warn: private.articles.box_id
insert into private.articles values
  (1, '00000000-0000-0000-0000-000000000001', 1), (2, '00000000-0000-0000-0000-000000000002', 2);
-- No row has a match: perhaps it means something else.
create table private.sessions (id text primary key);
-- expect info: private.clicks.sessions_uuid
create table private.clicks (id bigint primary key, sessions_uuid varchar(36));
insert into private.clicks values (1, 'gone');

-- The triggers that see to it are off, on the one side or the other.
create table private.lists (id bigint primary key);
create table private.tasks (id bigint primary key, list_id bigint references private.lists (id) on delete cascade);
create index on private.tasks (list_id);
alter table private.lists disable trigger all;
-- expect error: tasks_list_id_fkey on private.tasks
insert into private.lists values (1);
insert into private.tasks values (1, 1);
delete from private.lists;

-- Several columns, the match given in full: a key that is null in part breaks it.
create table private.plots (x int, y int, primary key (x, y));
create table private.trees (id bigint primary key, x int, y int);
create index on private.trees (x, y);
insert into private.trees values (1, null, null), (2, 1, null);
-- expect error: trees_plot on private.trees
alter table private.trees add constraint trees_plot foreign key (x, y) references private.plots (x, y) match full not valid;

-- A partitioned table is counted once, with its partitions.
create table private.devices (id bigint primary key);
create table private.readings (id bigint, at date, device_id bigint, primary key (id, at)) partition by range (at);
create table private.readings_2026 partition of private.readings for values from ('2026-01-01') to ('2027-01-01');
-- expect warn: private.readings.device_id
insert into private.devices values (1);
insert into private.readings values (1, '2026-01-01', 1), (2, '2026-01-01', 7);

create table private."t""
</script>é" ("c"" é" bigint primary key);
create table private."u""
é" (id bigint primary key, "r"" é" bigint);
insert into private."u""
é" values (1, 1);
create index on private."u""
é" ("r"" é");
-- expect error: json:"\"fk\"\"\n\" on private.\"u\"\"\né\""
alter table private."u""
é" add constraint "fk""
" foreign key ("r"" é") references private."t""
</script>é" ("c"" é") not valid;
