-- silent
-- because: which rows pass depends on memberships.
create table public.members (org uuid, usr uuid);
create table public.projects (id bigint primary key, org uuid);
alter table public.projects enable row level security;
create policy org on public.projects for update to authenticated
using (auth.role() = 'authenticated' and exists (select 1 from public.members m where m.org = projects.org and m.usr = (select auth.uid())));
