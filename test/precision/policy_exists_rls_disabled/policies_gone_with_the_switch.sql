-- silent
-- because: the table has no policy any more.
create table public.counters (id bigint primary key);
alter table public.counters enable row level security;
create policy all_of_it on public.counters for all to authenticated using (false);
drop policy all_of_it on public.counters;
alter table public.counters disable row level security;
