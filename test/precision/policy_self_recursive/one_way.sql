-- silent
-- because: the other table's policy compares its own columns and reads nothing.
create table public.owners (doc bigint, usr uuid);
create table public.docs (id bigint primary key);
alter table public.owners enable row level security;
alter table public.docs enable row level security;
create policy mine on public.owners for select to authenticated using (usr = (select auth.uid()));
create policy mine on public.docs for all to authenticated
using (exists (select 1 from public.owners o where o.doc = docs.id and o.usr = (select auth.uid())));
