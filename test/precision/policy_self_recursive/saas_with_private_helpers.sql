-- silent
-- because: every policy asks the private helpers, which read memberships past the policies; no table is read twice.
create schema private;
create table public.orgs (id uuid primary key, name text);
create table public.memberships (org uuid references public.orgs (id), usr uuid, role text, primary key (org, usr));
create table public.projects (id uuid primary key, org uuid references public.orgs (id));
create table public.tasks (id uuid primary key, project uuid references public.projects (id));
alter table public.orgs enable row level security;
alter table public.memberships enable row level security;
alter table public.projects enable row level security;
alter table public.tasks enable row level security;
create function private.orgs_of_caller(p_role text default null) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select m.org from public.memberships m where m.usr = (select auth.uid()) and (p_role is null or m.role = p_role)
$$;
create policy read on public.orgs for select to authenticated using (id in (select private.orgs_of_caller()));
create policy read on public.memberships for select to authenticated using (org in (select private.orgs_of_caller()));
create policy manage on public.memberships for insert to authenticated with check (org in (select private.orgs_of_caller('admin')));
create policy read on public.projects for select to authenticated using (org in (select private.orgs_of_caller()));
create policy read on public.tasks for select to authenticated
using (exists (select 1 from public.projects p where p.id = tasks.project));
