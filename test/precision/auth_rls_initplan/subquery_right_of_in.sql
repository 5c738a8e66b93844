-- silent
-- because: the subquery right of IN does not refer to the row and is evaluated once, whatever stands left of it.
create table public.todos (id bigint primary key, owner uuid);
alter table public.todos enable row level security;
create policy own on public.todos for select to authenticated using (owner in (select auth.uid()));
