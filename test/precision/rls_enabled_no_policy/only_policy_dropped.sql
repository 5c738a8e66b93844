-- fires: public.drafts
-- because: the only policy was dropped and its successor is for another table.
create table public.drafts (id bigint primary key, author uuid);
create table public.articles (id bigint primary key, author uuid);
alter table public.drafts enable row level security;
alter table public.articles enable row level security;
create policy own on public.drafts for all to authenticated using (author = (select auth.uid()));
drop policy own on public.drafts;
create policy own on public.articles for all to authenticated using (author = (select auth.uid()));
