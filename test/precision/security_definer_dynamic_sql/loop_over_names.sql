-- fires: public.touch_all(text[])
-- because: each name of the array becomes part of a statement without quotes.
create function public.touch_all(p_tables text[]) returns void
language plpgsql security definer set search_path = '' as $$
declare
  t text;
begin
  foreach t in array p_tables loop
    execute 'update public.' || t || ' set updated_at = now()';
  end loop;
end $$;
