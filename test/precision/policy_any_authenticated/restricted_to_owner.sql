-- silent
-- because: the restrictive policy asks for the owner on top of the permissive one.
create table public.letters (id bigint primary key, owner uuid);
alter table public.letters enable row level security;
create policy session on public.letters for all to authenticated using ((select auth.uid()) is not null);
create policy own on public.letters as restrictive for all to authenticated using (owner = (select auth.uid()));
