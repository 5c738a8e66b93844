-- fires: public.set_user_role(uuid,text), warn
-- because: every signed-in user can call it; that its body refuses those who are not administrators is for the
-- configuration to say, since the rule is about who gets in.
create table public.user_roles (user_id uuid primary key, role text not null);
alter table public.user_roles enable row level security;
create function public.set_user_role(p_user uuid, p_role text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select 1 from public.user_roles r where r.user_id = (select auth.uid()) and r.role = 'admin') then
    raise exception 'not an administrator' using errcode = '42501';
  end if;
  insert into public.user_roles values (p_user, p_role) on conflict (user_id) do update set role = excluded.role;
end $$;
revoke execute on function public.set_user_role(uuid, text) from public, anon;
