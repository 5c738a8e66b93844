-- silent
-- because: only the server can write app_metadata.
create table public.settings (id bigint primary key, org text);
alter table public.settings enable row level security;
create policy admins on public.settings for all to authenticated using ((auth.jwt() -> 'app_metadata' ->> 'role') = 'admin');
create policy stored on public.settings for select to authenticated
using (exists (select 1 from auth.users u where u.id = (select auth.uid()) and u.raw_app_meta_data ->> 'org' = settings.org));
