-- silent
-- because: the job is switched off; that it failed before is why, perhaps.
create extension pg_cron;
select cron.schedule('old-sync', '0 * * * *', 'select 1 / 0');
insert into cron.job_run_details (jobid, status, return_message, start_time, end_time)
select job.jobid, 'failed', 'ERROR: division by zero', now() - make_interval(hours => n), now() - make_interval(hours => n) + interval '1 second'
from cron.job, generate_series(5, 1, -1) n;
update cron.job set active = false;
