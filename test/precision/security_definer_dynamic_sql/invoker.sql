-- silent
-- because: it runs with the caller's rights, so the caller gains nothing from what is run.
create function public.run_report(p_sql text) returns setof jsonb language plpgsql set search_path = '' as $$
begin
  return query execute 'select to_jsonb(r) from (' || p_sql || ') r';
end $$;
