-- fires: public.team_overview, error
-- because: the view reads as its owner, to whom the policies of the table do not apply; anon may select from it.
create table public.teams (id uuid primary key, owner uuid, plan text);
alter table public.teams enable row level security;
create policy own on public.teams for select to authenticated using (owner = (select auth.uid()));
create view public.team_overview as select id, plan from public.teams;
