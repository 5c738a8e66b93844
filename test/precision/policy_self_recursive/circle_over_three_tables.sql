-- fires: a on public.orgs
-- fires: b on public.teams
-- fires: c on public.people
-- because: reading orgs reads teams, which reads people, which reads orgs.
create table public.orgs (id bigint primary key);
create table public.teams (id bigint primary key, org bigint);
create table public.people (id bigint primary key, team bigint);
alter table public.orgs enable row level security;
alter table public.teams enable row level security;
alter table public.people enable row level security;
create policy a on public.orgs for select to authenticated using (exists (select 1 from public.teams t where t.org = orgs.id));
create policy b on public.teams for select to authenticated using (exists (select 1 from public.people p where p.team = teams.id));
create policy c on public.people for select to authenticated using (exists (select 1 from public.orgs o where o.id = people.id));
