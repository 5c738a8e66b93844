-- fires: staff on public.shifts
-- because: raw_user_meta_data is where the user's own entries are stored.
create table public.shifts (id bigint primary key);
alter table public.shifts enable row level security;
create policy staff on public.shifts for select to authenticated
using (exists (select 1 from auth.users u where u.id = (select auth.uid()) and u.raw_user_meta_data ->> 'kind' = 'staff'));
