-- fires: public.safe_looking()
-- because: set_config in the body takes effect when the body already runs, and its name is resolved by the caller's path.
create function public.safe_looking() returns void language plpgsql security definer as $$
begin
  -- set search_path = ''
  perform set_config('search_path', '', true);
end $$;
