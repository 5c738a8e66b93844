-- A failure that was made good; a single one of a job that succeeded today; a paused job; one that has not run yet.
create extension pg_cron with schema pg_catalog;
insert into cron.job (jobid, jobname, schedule, command, active)
values
  (900, 'made-good', '* * * * *', 'select 1', true),
  (901, 'hiccup', '0 * * * *', 'select 1', true),
  (902, 'paused', '0 * * * *', 'select 1/0', false),
  (903, 'not-yet', '0 0 1 1 *', 'select 1', true),
  (904, 'under-way', '0 0 1 1 *', 'select 1', true),
  (905, 'supawarden-watchdog', '15 * * * *', 'select supawarden.watchdog()', true);
insert into cron.job_run_details (jobid, status, return_message, start_time, end_time)
values
  (900, 'failed', 'ERROR:  deadlock detected', now() - interval '4 minutes', now() - interval '4 minutes'),
  (900, 'failed', 'ERROR:  deadlock detected', now() - interval '3 minutes', now() - interval '3 minutes'),
  (900, 'failed', 'ERROR:  deadlock detected', now() - interval '2 minutes', now() - interval '2 minutes'),
  (900, 'succeeded', '1 row', now() - interval '1 minute', now() - interval '1 minute'),
  (901, 'succeeded', '1 row', now() - interval '3 hours', now() - interval '3 hours'),
  (901, 'failed', 'ERROR:  deadlock detected', now() - interval '2 hours', now() - interval '2 hours'),
  (901, 'failed', 'ERROR:  deadlock detected', now() - interval '1 hour', now() - interval '1 hour'),
  (902, 'failed', 'ERROR:  division by zero', now() - interval '1 hour', now() - interval '1 hour'),
  (904, 'running', null, now() - interval '1 minute', null),
  (905, 'failed', 'ERROR:  supawarden: 3 open error findings', now() - interval '1 hour', now() - interval '1 hour'),
  -- Of a job that is gone.
  (999, 'failed', 'ERROR:  division by zero', now() - interval '1 hour', now() - interval '1 hour');
