-- fires: public.events_id_seq, error
-- because: 2.1 of 2.147 thousand million numbers are used.
create table public.events (id serial primary key);
select setval('public.events_id_seq', 2100000000);
