create or replace function public.fixed(p_table text) returns void language plpgsql security definer as $$
begin
  execute format('truncate %I', p_table);
end $$;
