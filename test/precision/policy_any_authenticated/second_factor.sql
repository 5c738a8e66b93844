-- silent
-- because: only sessions with a second factor pass.
create table public.payouts (id bigint primary key);
alter table public.payouts enable row level security;
create policy strong on public.payouts for select to authenticated using ((select auth.jwt() ->> 'aal') = 'aal2');
