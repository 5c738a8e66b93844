-- silent
-- because: the subquery reads archive.members, another table of the same name.
create schema archive;
create table archive.members (org uuid, usr uuid);
create table public.members (org uuid, usr uuid);
alter table public.members enable row level security;
create policy former on public.members for select to authenticated
using (exists (select 1 from archive.members members where members.usr = (select auth.uid())));
