-- silent
-- because: %I and %L, quote_ident, quote_literal and quote_nullable quote everything that comes from the caller.
create function public.set_flag(p_table text, p_column text, p_value text, p_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  execute format('update public.%I set %I = %L where id = %L', p_table, p_column, p_value, p_id);
  execute 'update public.' || quote_ident(p_table) || ' set note = ' || quote_nullable(p_value) || ' where id = ' || quote_literal(p_id);
end $$;
