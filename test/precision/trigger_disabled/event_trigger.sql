-- fires: enable_rls_on_ddl
-- because: the event trigger that was to guard new tables does not fire.
create function public.on_ddl() returns event_trigger language plpgsql as $$ begin null; end $$;
create event trigger enable_rls_on_ddl on ddl_command_end execute function public.on_ddl();
alter event trigger enable_rls_on_ddl disable;
