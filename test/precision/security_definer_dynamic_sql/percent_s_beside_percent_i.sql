-- fires: public.filter_rows(text,text), error
-- because: %I quotes the column, but the value goes in by %s as it is.
create function public.filter_rows(p_column text, p_value text) returns setof jsonb
language plpgsql security definer set search_path = '' as $$
begin
  return query execute format('select to_jsonb(o) from public.orders o where o.%I = %s', p_column, p_value);
end $$;
