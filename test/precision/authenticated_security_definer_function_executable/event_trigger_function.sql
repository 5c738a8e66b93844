-- silent
-- because: a function that returns event_trigger can be run by an event trigger only.
create function public.enable_rls_on_new_tables() returns event_trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  raise notice 'new table';
end $$;
