-- fires: public.count_rows(text), error
-- because: the caller's text becomes part of a statement that runs as the owner, and every visitor may call it.
create function public.count_rows(p_table text) returns bigint
language plpgsql security definer set search_path = '' as $$
declare n bigint;
begin
  execute 'select count(*) from ' || p_table into n;
  return n;
end $$;
