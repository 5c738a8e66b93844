-- fires: public.is_org_member(uuid), warn
-- because: the path names public and not pg_temp, which is then searched first for tables: a temporary table org_members
-- of the caller takes the place of the real one.
create table public.org_members (org_id uuid, user_id uuid);
create function public.is_org_member(p_org uuid) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (select 1 from org_members where org_id = p_org and user_id = auth.uid());
$$;
