-- =====================================================
-- Security sweep. Fixes what the audit of last week found.
-- =====================================================

create schema if not exists private;
grant usage on schema private to authenticated;

create or replace function private.is_team_member(p_team uuid)
returns boolean
language sql stable
security definer
set search_path = ''
as $$
  select exists (
    select 1 from public.team_members tm
    where tm.team_id = p_team and tm.user_id = (select auth.uid())
  )
$$;

revoke all on function private.is_team_member(uuid) from public;
grant execute on function private.is_team_member(uuid) to authenticated;

create or replace function is_admin()
returns boolean
language sql stable
security definer
set search_path = ''
as $$
  select exists (
    select 1 from public.profiles p
    where p.id = (select auth.uid()) and p.role = 'admin'
  )
$$;

revoke all on function is_admin() from public, anon;

-- export has a session by now
alter function export_conversation(uuid) security invoker;

create policy "teams: members read" on teams for select to authenticated
  using (private.is_team_member(id));

create policy "projects: team reads" on projects for select to authenticated
  using (private.is_team_member(team_id));

create policy "admins read all settings" on agent_code_versions for select to authenticated
  using ((select is_admin()));

-- was missing (or was it?)
create policy "profiles_select_own" on profiles for select to authenticated
  using ((select auth.uid()) = id);

-- sessions
create policy "sessions: own" on user_sessions for select to authenticated
  using ((select auth.uid()) = user_id);

-- see 041
create policy "extension audit: admins" on extension_audit for select to authenticated
  using ((select is_admin()));

alter table meta_strategies enable row level security;
create policy meta_strategies_read on meta_strategies for select to authenticated using (true);
