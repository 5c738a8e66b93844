-- silent
-- because: a regclass prints itself quoted, and the texts of an integer and of a uuid hold nothing that ends a statement.
create function public.sample_of(p_table regclass, p_limit integer, p_id uuid) returns setof jsonb
language plpgsql security definer set search_path = '' as $$
begin
  return query execute format('select to_jsonb(t) from %s t where t.id = ''%s'' limit ', p_table, p_id) || p_limit;
end $$;
