-- silent
-- because: the sequence cycles and fills no column: it starts again by design.
create sequence public.worker_slots minvalue 1 maxvalue 10 cycle;
select setval('public.worker_slots', 10);
