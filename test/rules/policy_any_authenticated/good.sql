create table public.notes (id bigint primary key, user_id uuid, title text);
alter table public.notes enable row level security;

create policy own on public.notes for select using ((select auth.uid()) = user_id);
create policy own_2 on public.notes for all to authenticated using (auth.uid() is not null and auth.uid() = user_id);
create policy verified on public.notes for select to authenticated using ((auth.jwt() ->> 'is_anonymous')::boolean is false);
create policy admin on public.notes for delete using ((auth.jwt() -> 'app_metadata' ->> 'role') = 'admin');
create policy factor on public.notes for delete using ((auth.jwt() ->> 'aal') = 'aal2');
create policy public_read on public.notes for select using (true);
create policy writes on public.notes for delete to authenticated using (true);
create policy titled on public.notes for delete using (title is not null);
create table public.gated (id bigint primary key, user_id uuid, title text);
alter table public.gated enable row level security;

create policy reading on public.gated for select to authenticated using (true);
create policy gate on public.gated as restrictive for select to authenticated using (auth.uid() = user_id);
