alter table public.jobs enable row level security;
drop policy p on public.dropped_policy;
drop table public.dropped_table;
alter table public.jobs rename to tasks;
