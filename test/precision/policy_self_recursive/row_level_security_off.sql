-- silent
-- because: while the switch is off the policy is not applied and cannot recurse.
create table public.members (org uuid, usr uuid);
create policy same_org on public.members for select to authenticated using (org in (select m.org from public.members m));
