-- fires: public.fill(text,text)
-- because: format quotes the value, but the text around it is the caller's.
create function public.fill(p_template text, p_value text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  execute format(p_template, p_value);
end $$;
