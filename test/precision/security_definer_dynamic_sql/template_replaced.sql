-- fires: public.run_template(text,text)
-- because: the placeholder is replaced by the caller's text as it is.
create function public.run_template(p_table text, p_where text) returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  template constant text := 'select count(*) from public.orders where {where}';
  n bigint;
begin
  execute replace(template, '{where}', p_where) into n;
  return n;
end $$;
