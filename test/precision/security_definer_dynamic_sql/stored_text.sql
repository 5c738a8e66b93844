-- fires: public.run_saved(bigint)
-- because: the filter was written into the table by users and becomes part of the owner's statement.
create table public.saved_filters (id bigint primary key, owner uuid, condition text);
create function public.run_saved(p_id bigint) returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  f text;
  n bigint;
begin
  select s.condition into f from public.saved_filters s where s.id = p_id;
  execute 'select count(*) from public.orders where ' || f into n;
  return n;
end $$;
