-- fires: same_org on public.org_members, error
-- because: the subquery reads the table of the policy, whose policies Postgres applies again: infinite recursion (42P17).
create table public.org_members (org uuid, usr uuid);
alter table public.org_members enable row level security;
create policy same_org on public.org_members for select to authenticated
using (org in (select m.org from public.org_members m where m.usr = (select auth.uid())));
