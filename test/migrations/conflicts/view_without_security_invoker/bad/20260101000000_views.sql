create table public.notes (id bigint);
alter table public.notes enable row level security;
create table public.open (id bigint);
-- expect error: public.plain
create view plain as select * from public.notes;
-- expect error: public.of_users
create view public.of_users as select id from auth.users;
-- expect error: public.said_off
create view public.said_off with (security_invoker = false) as select * from public.notes;
-- expect error: public.barrier
create view public.barrier with (security_barrier) as select * from public.notes;
-- expect warn: public."we""ird; --ü"
create view public."we""ird; --ü" as select * from public.open;
-- expect warn: public.counting
create recursive view public.counting (n) as values (1) union all select n + 1 from counting where n < 10;
create view public.lost with (security_invoker = on) as select * from public.notes;
create view public.reset_later with (security_invoker = on) as select * from public.notes;
