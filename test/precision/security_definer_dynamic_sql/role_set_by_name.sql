-- fires: public.impersonate(text)
-- because: the name of the role is concatenated, and with it whatever else the caller writes.
create procedure public.impersonate(p_role text) language plpgsql security definer set search_path = '' as $$
begin
  execute 'set local role ' || p_role;
end $$;
