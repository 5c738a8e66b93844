-- fires: public.long_report()
-- because: the only SET clause is about the time limit.
create function public.long_report() returns integer language sql set statement_timeout = '5min' as $$ select 1 $$;
