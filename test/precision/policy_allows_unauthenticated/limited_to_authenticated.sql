-- silent
-- because: the policy is not applied to anon at all.
create table public.directory (id bigint primary key);
alter table public.directory enable row level security;
create policy all_of_it on public.directory for select to authenticated using (true);
create policy odd on public.directory for update to authenticated using (auth.uid() is null or id > 0);
