-- fires: public.rls_auto_enable(), info
-- because: the documented use: the function of an event trigger, which must do what the one who runs the DDL may not.
create function public.rls_auto_enable() returns event_trigger language plpgsql security definer set search_path = pg_catalog as $$
declare
  made record;
begin
  for made in select * from pg_event_trigger_ddl_commands() loop
    if made.object_type = 'table' then execute format('alter table %s enable row level security', made.object_identity); end if;
  end loop;
end $$;
create event trigger ensure_rls on ddl_command_end when tag in ('CREATE TABLE') execute function public.rls_auto_enable();
