-- silent
-- because: what a visitor sees depends on the row: published posts, not every one.
create table public.posts (id bigint primary key, author uuid, published boolean not null default false);
alter table public.posts enable row level security;
create policy published on public.posts for select using (published or author = (select auth.uid()));
