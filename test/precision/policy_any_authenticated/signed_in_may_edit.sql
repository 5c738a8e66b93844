-- fires: edit on public.wiki_pages, warn
-- because: whoever has signed up may change every page.
create table public.wiki_pages (id bigint primary key, author uuid, body text);
alter table public.wiki_pages enable row level security;
create policy edit on public.wiki_pages for update to authenticated using ((select auth.uid()) is not null);
