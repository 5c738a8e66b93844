create table public.notes (id bigint primary key, user_id uuid, title text);
alter table public.notes enable row level security;

create policy own on public.notes for select using (auth.uid() = user_id);
create policy own_2 on public.notes for select using (auth.uid() = user_id or auth.uid() is not null);
create policy signed_in on public.notes for select to authenticated using (true);
create policy role on public.notes for update using (auth.role() = 'authenticated');
create policy nobody on public.notes for update using (auth.uid() is null and auth.uid() = user_id);
create policy row on public.notes for delete using (user_id is null or user_id = auth.uid());
create policy sub on public.notes for delete using ((auth.jwt() ->> 'sub')::uuid = user_id);
create policy unknown on public.notes for delete using ((auth.jwt() ->> 'tenant') is null);
create policy compared on public.notes for delete using (user_id is not distinct from auth.uid());
-- The always-true write is another rule's.
create policy writes on public.notes for delete using (true);
create table public.gated (id bigint primary key, user_id uuid, title text);
alter table public.gated enable row level security;

create policy reading on public.gated for select using (true);
create policy gate on public.gated as restrictive for all using (auth.uid() = user_id);
