-- silent
-- because: an uncorrelated scalar subquery is evaluated once for the statement.
create table public.todos (id bigint primary key, owner uuid, org text);
alter table public.todos enable row level security;
create policy own on public.todos for all to authenticated using ((select auth.uid()) = owner) with check ((select auth.uid()) = owner);
create policy org on public.todos for select to authenticated using (org = ((select auth.jwt()) -> 'app_metadata' ->> 'org'));
create policy org_too on public.todos for select to authenticated using (org = (select auth.jwt() -> 'app_metadata' ->> 'org'));
