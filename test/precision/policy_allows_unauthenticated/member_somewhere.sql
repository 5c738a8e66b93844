-- silent
-- because: without a session no membership is found, so EXISTS is false.
create table public.members (org uuid, usr uuid);
create table public.posts (id bigint primary key);
alter table public.posts enable row level security;
create policy members on public.posts for all using (exists (select 1 from public.members m where m.usr = auth.uid()));
