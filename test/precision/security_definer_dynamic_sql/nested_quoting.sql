-- silent
-- because: what goes in by %s was quoted before: by quote_ident, by format itself, or is a number.
create function public.peek(p_table text, p_column text, p_limit integer) returns setof jsonb
language plpgsql security definer set search_path = '' as $$
declare
  target text := format('%I.%I', 'public', p_table);
begin
  return query execute format('select to_jsonb(t) from %s t order by t.%s limit %s', target, quote_ident(p_column), p_limit);
end $$;
