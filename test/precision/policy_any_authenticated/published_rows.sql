-- silent
-- because: the row's own column decides what others see.
create table public.articles (id bigint primary key, author uuid, published boolean not null);
alter table public.articles enable row level security;
create policy read on public.articles for select to authenticated using (published or author = (select auth.uid()));
