-- fires: stay on public.rooms, warn
-- because: the token of every session has a subject.
create table public.rooms (id bigint primary key, host uuid);
alter table public.rooms enable row level security;
create policy stay on public.rooms for update to authenticated using ((auth.jwt() ->> 'sub') is not null) with check ((auth.jwt() ->> 'sub') is not null);
