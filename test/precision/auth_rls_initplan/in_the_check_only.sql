-- fires: add on public.posts
-- because: WITH CHECK is evaluated for each row that is inserted.
create table public.posts (id bigint primary key, author uuid);
alter table public.posts enable row level security;
create policy add on public.posts for insert to authenticated with check (author = auth.uid());
