-- fires: manage on public.files, warn
-- because: a policy for ALL covers updates, and its WITH CHECK (true) lets rows be handed to others.
create table public.files (id bigint primary key, owner uuid);
alter table public.files enable row level security;
create policy manage on public.files for all to authenticated using (owner = (select auth.uid())) with check (1 = 1);
