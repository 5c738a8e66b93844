-- silent
-- because: the subquery does not refer to the row and wraps its call; both are evaluated once.
create table public.members (org uuid, usr uuid);
create table public.files (id bigint primary key, org uuid);
alter table public.files enable row level security;
create policy org on public.files for select to authenticated
using (org in (select m.org from public.members m where m.usr = (select auth.uid())));
