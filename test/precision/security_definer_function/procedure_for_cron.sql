-- fires: maintenance.expire_trials(), warn
-- because: a procedure has rights of its own as a function has; a cron job needs no DEFINER, since it runs as its owner anyway.
create schema maintenance;
create procedure maintenance.expire_trials() language plpgsql security definer set search_path = '' as $$ begin null; end $$;
