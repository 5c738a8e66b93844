-- fires: admins on public.settings, error
-- because: auth.updateUser lets every user write that claim.
create table public.settings (id bigint primary key);
alter table public.settings enable row level security;
create policy admins on public.settings for all to authenticated using ((auth.jwt() -> 'user_metadata' ->> 'role') = 'admin');
