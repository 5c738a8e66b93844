create table public.notes (id bigint primary key, user_id uuid, title text);
alter table public.notes enable row level security;

create policy uid on public.notes for update using ((select auth.uid()) = user_id);
create policy deeper on public.notes for select using ((select (auth.jwt() ->> 'tenant')) = title);
create policy of_the_row on public.notes for select using (current_setting('app.' || title, true) = 'on');
create policy text on public.notes for select using (title <> 'auth.uid()');
create table public.off (id bigint primary key, user_id uuid);
create policy off on public.off using (auth.uid() = user_id);
