-- fires: public.run_plugin(text)
-- because: authenticated may create objects in plugins, which comes first on the pinned path.
create schema plugins;
grant usage, create on schema plugins to authenticated;
create function public.run_plugin(p_name text) returns integer
language plpgsql security definer set search_path = plugins, public, pg_temp as $$ begin return length(p_name); end $$;
