-- silent
-- because: DELETE and SELECT have no new row, INSERT has its check, and ALL without one is the usual short form.
create table public.notes (id bigint primary key, owner uuid);
alter table public.notes enable row level security;
create policy d on public.notes for delete to authenticated using (owner = (select auth.uid()));
create policy i on public.notes for insert to authenticated with check (owner = (select auth.uid()));
create table public.marks (id bigint primary key, owner uuid);
alter table public.marks enable row level security;
create policy a on public.marks for all to authenticated using (owner = (select auth.uid()));
