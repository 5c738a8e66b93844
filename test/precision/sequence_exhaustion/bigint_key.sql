-- silent
-- because: the same numbers are nothing in a bigint.
create table public.events (id bigserial primary key);
select setval('public.events_id_seq', 2100000000);
