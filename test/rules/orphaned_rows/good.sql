create table public.customers (id bigint primary key);
create table public.orders (id bigint primary key, customer_id bigint);
alter table public.customers enable row level security;
alter table public.orders enable row level security;
create index on public.orders (customer_id);
-- Not validated, and every row has its match; a null refers to nothing.
insert into public.customers values (1);
insert into public.orders values (10, 1), (12, null);
alter table public.orders add constraint orders_customer_id_fkey foreign key (customer_id) references public.customers (id) not valid;

create schema private;
-- No foreign key, and no orphan either.
create table private.articles (id bigint primary key, category_id int);
create table private.categories (id bigint primary key);
insert into private.categories values (1);
insert into private.articles values (1, 1);
-- Says which table it means: several.
create table private.posts (id bigint primary key);
create table private.comments (id bigint primary key, post_id bigint, post_type text);
insert into private.comments values (1, 7, 'page');
-- Another type, no table of that name, two of them, or a table of another schema.
create table private.users (id uuid primary key);
create table private.box (id bigint primary key);
create table private.boxes (id bigint primary key);
create table private.logins (id bigint primary key, user_id bigint, stripe_id bigint, box_id bigint, customer_id bigint);
insert into private.logins values (1, 7, 7, 7, 7);
-- The key itself, a key of several columns, and a view.
create table private.events (event_id bigint primary key);
create table private.days (day_id bigint, n int, primary key (day_id, n));
create table private.shifts (id bigint primary key, day_id bigint);
insert into private.events values (1);
insert into private.shifts values (1, 7);
create view private.shown with (security_invoker = true) as select id, 7::bigint as category_id from private.articles;
-- Validated by Postgres: the letters differ, and citext does not mind.
create extension citext with schema extensions;
create table private.tags (name extensions.citext primary key);
create table private.tagged (id bigint primary key, tag extensions.citext);
create index on private.tagged (tag);
insert into private.tags values ('Red');
insert into private.tagged values (1, 'red');
alter table private.tagged add constraint tagged_tag foreign key (tag) references private.tags (name) not valid;
-- Rows of a child table are not the parent's, and bound by no foreign key of it.
create table private.old_orders (primary key (id)) inherits (public.orders);
insert into private.old_orders values (13, 99);
