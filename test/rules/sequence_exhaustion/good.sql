-- A bigint does not run out.
create table public.events (id bigint generated always as identity primary key, body text);
alter table public.events enable row level security;
select setval('public.events_id_seq', 2000000000);

create schema private;
-- Much is left.
create table private.clicks (id serial primary key);
select setval('private.clicks_id_seq', 1600000000);
-- Never used.
create table private.visits (id smallserial primary key);
-- It starts again by itself.
create sequence private.turns as smallint cycle;
select setval('private.turns', 32767);
-- From the lower end of integer: half of it is used at nought.
create sequence private.signed as integer minvalue -2147483648 start -2147483648;
select setval('private.signed', 1000000000);
-- Downwards, and hardly begun.
create sequence private.countdown as integer increment -1 minvalue -100 maxvalue 0;
select setval('private.countdown', -10);
-- Its column is a bigint, another column of the table is not.
create sequence private.numbers;
create table private.orders (id int primary key, number bigint default nextval('private.numbers'));
select setval('private.numbers', 2100000000);
-- The platform's own.
create table auth.scratch (id serial primary key);
select setval('auth.scratch_id_seq', 2147483647);
