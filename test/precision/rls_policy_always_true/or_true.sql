-- fires: edit on public.pages
-- because: whatever the comparison says, the disjunction is true.
create table public.pages (id bigint primary key, author uuid);
alter table public.pages enable row level security;
create policy edit on public.pages for update to authenticated using (author = (select auth.uid()) or true) with check (author = (select auth.uid()));
