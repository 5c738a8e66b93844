-- fires: nightly-rollup, warn
-- because: each of its last three runs failed, and nobody is told.
create extension pg_cron;
select cron.schedule('nightly-rollup', '0 3 * * *', 'call public.rollup()');
insert into cron.job_run_details (jobid, status, return_message, start_time, end_time)
select job.jobid, 'failed', 'ERROR: procedure public.rollup() does not exist', now() - make_interval(hours => h), now() - make_interval(hours => h) + interval '1 second'
from cron.job, unnest(array[60, 36, 12]) h;
