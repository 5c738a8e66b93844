-- fires: kiosk on public.check_ins, error
-- because: the condition is true of exactly those who are not signed in.
create table public.check_ins (id bigint primary key);
alter table public.check_ins enable row level security;
create policy kiosk on public.check_ins for insert with check (auth.role() = 'anon');
