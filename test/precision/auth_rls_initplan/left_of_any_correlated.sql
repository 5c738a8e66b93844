-- fires: members on public.rooms
-- because: the call stands outside of the subquery and is evaluated for each room.
create table public.seats (room bigint, usr uuid);
create table public.rooms (id bigint primary key);
alter table public.rooms enable row level security;
create policy members on public.rooms for select to authenticated using (auth.uid() = any (select s.usr from public.seats s where s.room = rooms.id));
