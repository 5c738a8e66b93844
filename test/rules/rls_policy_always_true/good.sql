create table public.notes (id bigint primary key, user_id uuid, title text);
alter table public.notes enable row level security;

create policy reading on public.notes for select using (true);
create policy own on public.notes for all to authenticated using ((select auth.uid()) = user_id);
create policy server on public.notes for all to service_role using (true);
create policy narrowing on public.notes as restrictive for all using (true);
-- Null where the column is, so not true of every row.
create policy same on public.notes for delete to authenticated using (user_id = user_id);
create policy signed_in on public.notes for insert to authenticated with check (auth.uid() is not null);
create policy visitor on public.notes for delete using (auth.uid() is null);
-- Without USING or WITH CHECK a policy lets nothing through.
create policy nothing on public.notes for delete;
create policy unknown on public.notes for delete using (exists (select from pg_catalog.pg_class));
create table public.off (id bigint primary key);
create policy off on public.off for delete using (true);
