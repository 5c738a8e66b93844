-- silent
-- because: the check is another condition than USING, and one that can be false; whether it is meant nobody can tell.
create table public.orders (id bigint primary key, buyer uuid, state text);
alter table public.orders enable row level security;
create policy edit on public.orders for update to authenticated using (buyer = (select auth.uid()) and state = 'draft') with check (buyer = (select auth.uid()));
