-- fires: public.visible_messages
-- because: security_barrier orders the evaluation of conditions; it does not change whose rights the view reads with.
create table public.messages (id bigint primary key, room uuid, body text);
alter table public.messages enable row level security;
create view public.visible_messages with (security_barrier = true) as select id, body from public.messages where room is not null;
