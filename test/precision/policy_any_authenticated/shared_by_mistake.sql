-- fires: edit on public.budgets, warn
-- because: the second half of the OR is true of every session, so that the first protects nothing.
create table public.budgets (id bigint primary key, owner uuid, amount numeric);
alter table public.budgets enable row level security;
create policy edit on public.budgets for update to authenticated using (owner = (select auth.uid()) or (select auth.role()) = 'authenticated');
