-- silent
-- because: row level security of the second table is off, so its policy, which would lead back, is not applied.
create table public.docs (id bigint primary key, owner uuid);
create table public.shares (doc bigint, usr uuid);
alter table public.docs enable row level security;
create policy shared on public.docs for select to authenticated
using (exists (select 1 from public.shares s where s.doc = docs.id and s.usr = (select auth.uid())));
create policy back on public.shares for select to authenticated using (exists (select 1 from public.docs d where d.id = shares.doc));
