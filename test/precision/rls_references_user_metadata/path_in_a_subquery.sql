-- fires: org on public.documents
-- because: the same claim by its path, in a subquery.
create table public.documents (id bigint primary key, org text);
alter table public.documents enable row level security;
create policy org on public.documents for select to authenticated using (org = (select auth.jwt() #>> '{user_metadata,org_id}'));
