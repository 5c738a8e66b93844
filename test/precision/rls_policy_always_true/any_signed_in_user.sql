-- silent
-- because: the condition is false for visitors without a session; who it lets through is policy_any_authenticated's finding.
create table public.wiki (id bigint primary key, body text);
alter table public.wiki enable row level security;
create policy edit on public.wiki for update using ((select auth.role()) = 'authenticated');
