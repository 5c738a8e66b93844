-- fires: public.nightly_cleanup()
-- because: the procedure calls a function that is gone (42883).
create schema jobs;
create function jobs.purge_sessions(older_than interval) returns integer language sql as $$ select 0 $$;
create procedure public.nightly_cleanup() language plpgsql as $$
begin
  perform jobs.purge_sessions(interval '30 days');
end $$;
drop function jobs.purge_sessions(interval);
