-- fires: public.is_admin(), warn
-- because: no search_path is set, so the caller's decides where user_roles is found, while the owner's rights are used.
create table public.user_roles (user_id uuid, role text);
create function public.is_admin() returns boolean language sql stable security definer as $$
  select exists (select 1 from user_roles where user_id = auth.uid() and role = 'admin');
$$;
