-- fires: public.search_people(text,text)
-- because: the status is wrapped in quotes by hand and appended to a variable that EXECUTE runs two statements later.
create function public.search_people(p_name text, p_status text) returns setof jsonb
language plpgsql security definer set search_path = '' as $$
declare
  q text := 'select to_jsonb(p) from public.people p where p.name ilike $1';
begin
  if p_status is not null then
    q := q || ' and p.status = ''' || p_status || '''';
  end if;
  q := q || ' limit 50';
  return query execute q using p_name;
end $$;
