-- fires: shared on public.docs
-- fires: of_my_docs on public.doc_shares
-- because: each policy reads the other's table.
create table public.docs (id bigint primary key, owner uuid);
create table public.doc_shares (doc bigint, usr uuid);
alter table public.docs enable row level security;
alter table public.doc_shares enable row level security;
create policy shared on public.docs for select to authenticated
using (exists (select 1 from public.doc_shares s where s.doc = docs.id and s.usr = (select auth.uid())));
create policy of_my_docs on public.doc_shares for select to authenticated
using (exists (select 1 from public.docs d where d.id = doc_shares.doc and d.owner = (select auth.uid())));
