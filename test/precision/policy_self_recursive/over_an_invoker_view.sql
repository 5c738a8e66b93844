-- fires: peers on public.members
-- because: the view reads the table with the caller's rights, under the same policy.
create table public.members (team uuid, usr uuid);
create view public.my_teams with (security_invoker = true) as select team from public.members where usr = auth.uid();
alter table public.members enable row level security;
create policy peers on public.members for select to authenticated using (team in (select t.team from public.my_teams t));
