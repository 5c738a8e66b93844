-- fires: public.tag_count(text)
-- because: trim and lower hand the caller's text on.
create function public.tag_count(p_tag text) returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  n bigint;
begin
  execute 'select count(*) from public.tags where name = ''' || lower(trim(p_tag)) || '''' into n;
  return n;
end $$;
