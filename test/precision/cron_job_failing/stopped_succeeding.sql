-- fires: refresh-dashboard
-- because: it succeeded two days ago and every run since has failed.
create extension pg_cron;
select cron.schedule('refresh-dashboard', '*/30 * * * *', 'refresh materialized view concurrently public.totals');
insert into cron.job_run_details (jobid, status, return_message, start_time, end_time)
select job.jobid, case when n = 48 then 'succeeded' else 'failed' end, 'ERROR: relation "public.totals" does not exist',
  now() - make_interval(hours => n), now() - make_interval(hours => n) + interval '1 second'
from cron.job, generate_series(48, 1, -1) n;
