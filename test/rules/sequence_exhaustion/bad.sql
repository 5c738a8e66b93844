-- A serial column ends at 2,147,483,647.
create table public.events (id serial primary key, body text);
revoke all on public.events from anon, authenticated;
-- expect warn: public.events_id_seq
select setval('public.events_id_seq', 1700000000);

create schema private;
-- expect error: private.clicks_id_seq
create table private.clicks (id integer generated always as identity primary key);
select setval('private.clicks_id_seq', 2000000000);
-- A bigint sequence that fills an integer column runs out with the column, though nothing says it belongs to it.
create sequence private.numbers;
create table private.orders (id bigint primary key, number int default nextval('private.numbers'));
-- expect error: private.numbers
select setval('private.numbers', 3000000000);
-- A column that was widened while its sequence was not.
create table private.visits (id serial primary key);
alter table private.visits alter column id type bigint;
-- expect warn: private.visits_id_seq
select setval('private.visits_id_seq', 1650000000);
-- A smallint, a domain, and two columns: the narrowest counts.
create domain private.number as int2;
create sequence private.tickets start 30000;
create table private.tickets_sold (id bigint primary key default nextval('private.tickets'), n private.number default nextval('private.tickets'));
-- expect error: private.tickets
select nextval('private.tickets');
-- A limit of the sequence's own, downwards, by steps.
-- expect warn: private.countdown
create sequence private.countdown increment -10 minvalue -100 maxvalue 0;
select setval('private.countdown', -80);
-- It starts again, but the column does not follow so far.
create sequence private.turns cycle;
create table private.turn (n int default nextval('private.turns'), id bigint primary key);
-- expect error: private.turns
select setval('private.turns', 2147483647);
-- A partitioned table and its partitions have one sequence.
create table private.logs (id int default 1, at date, primary key (id, at)) partition by range (at);
create sequence private.logs_seq;
alter table private.logs alter column id set default nextval('private.logs_seq');
create table private.logs_2026 partition of private.logs for values from ('2026-01-01') to ('2027-01-01');
-- expect error: private.logs_seq
select setval('private.logs_seq', 2000000000);

create table private."t""
</script>é" ("c"" é" smallserial primary key);
-- expect error: json:"private.\"t\"\"\n</script>é_c\"\" é_seq\""
select setval('private."t""
</script>é_c"" é_seq"', 32000);
