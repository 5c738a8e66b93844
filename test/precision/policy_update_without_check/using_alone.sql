-- fires: edit on public.notes, info
-- because: Postgres checks the new row with USING then, which nobody wrote down.
create table public.notes (id bigint primary key, owner uuid);
alter table public.notes enable row level security;
create policy edit on public.notes for update to authenticated using (owner = (select auth.uid()));
