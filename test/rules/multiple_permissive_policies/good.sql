create table public.notes (id bigint primary key, user_id uuid, title text);
alter table public.notes enable row level security;

create policy a on public.notes for select to authenticated using ((select auth.uid()) = user_id);
create policy b on public.notes for select to anon using (title = 'shared');
create policy c on public.notes for update to authenticated using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy d on public.notes as restrictive for select to authenticated using (title = 'x');
create policy e on public.notes for select to service_role using (true);
create policy f on public.notes for delete to service_role using (true);
-- A membership that gives nothing until it is taken up.
create role members nologin;
grant members to authenticated with inherit false;
create policy g on public.notes for insert to authenticated with check ((select auth.uid()) = user_id);
create policy h on public.notes for insert to members with check (title = 'h');
