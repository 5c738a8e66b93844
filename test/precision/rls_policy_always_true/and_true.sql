-- silent
-- because: `true and …` is what stands behind it.
create table public.notes (id bigint primary key, owner uuid);
alter table public.notes enable row level security;
create policy own on public.notes for all to authenticated using (true and owner = (select auth.uid()));
