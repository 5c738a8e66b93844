-- silent
-- because: pg_temp is named and comes last, and nobody but the owner may create in public.
create table public.org_members (org_id uuid, user_id uuid);
create function public.is_org_member(p_org uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from org_members where org_id = p_org and user_id = auth.uid());
$$;
