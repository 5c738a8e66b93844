-- silent
-- because: the number is large and the end of bigint far away; half of a smaller one is not near its end either.
create sequence public.batches increment by 1000;
select setval('public.batches', 5000000000000);
create table public.slots (id smallint primary key generated always as identity);
select setval('public.slots_id_seq', 16000);
