-- fires: private.org_ids(), info
-- because: the documented way around recursion: a helper in a schema that is not served, called by a policy.
create schema private;
create table public.org_members (org_id uuid, user_id uuid);
alter table public.org_members enable row level security;
create function private.org_ids() returns setof uuid language sql stable security definer set search_path = '' as $$
  select org_id from public.org_members where user_id = (select auth.uid())
$$;
create policy own_orgs on public.org_members for select to authenticated using (org_id in (select private.org_ids()));
