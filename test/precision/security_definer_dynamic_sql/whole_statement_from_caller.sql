-- fires: public.exec_sql(text), error
-- because: the caller's text is the statement.
create function public.exec_sql(query text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  execute query;
end $$;
