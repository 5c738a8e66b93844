-- fires: strong on public.payouts
-- because: a restrictive policy's condition is evaluated for each row as well.
create table public.payouts (id bigint primary key, owner uuid);
alter table public.payouts enable row level security;
create policy own on public.payouts for select to authenticated using (owner = (select auth.uid()));
create policy strong on public.payouts as restrictive for select to authenticated using ((auth.jwt() ->> 'aal') = 'aal2');
