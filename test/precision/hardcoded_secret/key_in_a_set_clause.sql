-- fires: public.stripe_get(text)
-- because: the SET clause of a function is kept in pg_proc.proconfig, which is as readable as the body.
do $make$
begin
  execute format('create function public.stripe_get(p_path text) returns text language sql set app.stripe_key = %L as %L',
    'sk' || '_live_' || '9fD2mQ7xVb4tRz8wLp3nKc', 'select current_setting(''app.stripe_key'')');
end $make$;
