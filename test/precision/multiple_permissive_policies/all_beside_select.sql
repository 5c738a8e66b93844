-- fires: public.posts
-- because: a policy for ALL covers select too; insert, update and delete have this one alone.
create table public.posts (id bigint primary key, author uuid);
alter table public.posts enable row level security;
create policy manage on public.posts for all to authenticated using (author = (select auth.uid()));
create policy read on public.posts for select to authenticated using (true);
