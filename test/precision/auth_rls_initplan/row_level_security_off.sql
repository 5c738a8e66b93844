-- silent
-- because: a policy of a table whose switch is off is not evaluated at all.
create table public.old_todos (id bigint primary key, owner uuid);
create policy own on public.old_todos for select to authenticated using (auth.uid() = owner);
