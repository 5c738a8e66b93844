-- silent
-- because: a restrictive policy is joined by AND; there is one permissive policy.
create table public.payouts (id bigint primary key, owner uuid);
alter table public.payouts enable row level security;
create policy own on public.payouts for select to authenticated using (owner = (select auth.uid()));
create policy strong on public.payouts as restrictive for select to authenticated using ((select auth.jwt() ->> 'aal') = 'aal2');
