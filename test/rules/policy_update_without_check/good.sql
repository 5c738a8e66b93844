create table public.notes (id bigint primary key, user_id uuid, title text);
alter table public.notes enable row level security;

create policy pair on public.notes for update using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy covering on public.notes for all using ((select auth.uid()) = user_id);
create policy everything on public.notes for update using (true) with check (true);
create policy open on public.notes for update using (true);
create policy deleting on public.notes for delete using ((select auth.uid()) = user_id);
create policy nothing on public.notes for update with check ((select auth.uid()) = user_id);
