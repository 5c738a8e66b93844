-- fires: members on public.projects
-- because: inside a subquery over a table the call is evaluated for each row of that table, and again for each outer row.
create table public.members (project bigint, usr uuid);
create table public.projects (id bigint primary key);
alter table public.projects enable row level security;
create policy members on public.projects for select to authenticated
using (exists (select 1 from public.members m where m.project = projects.id and m.usr = auth.uid()));
