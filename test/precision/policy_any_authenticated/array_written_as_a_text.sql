-- fires: staff on public.sheets, warn
-- because: authenticated is in the list, and that is the role of every session.
create table public.sheets (id bigint primary key);
alter table public.sheets enable row level security;
create policy staff on public.sheets for update using ((select auth.role()) = any ('{authenticated,service_role}'));
