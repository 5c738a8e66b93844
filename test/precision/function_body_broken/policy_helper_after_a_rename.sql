-- fires: private.is_member(uuid)
-- because: the table is called memberships now; every query under a policy that calls the helper fails with 42P01.
create schema private;
create table public.org_members (org uuid, usr uuid);
create function private.is_member(p_org uuid) returns boolean language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (select 1 from public.org_members m where m.org = p_org and m.usr = (select auth.uid()));
end $$;
alter table public.org_members rename to memberships;
