-- fires: sync-b
-- because: of the two jobs one fails every time and the other succeeds.
create extension pg_cron;
select cron.schedule('sync-a', '0 * * * *', 'select 1'), cron.schedule('sync-b', '0 * * * *', 'select 1/0');
insert into cron.job_run_details (jobid, status, return_message, start_time, end_time)
select job.jobid, case job.jobname when 'sync-a' then 'succeeded' else 'failed' end, '', now() - make_interval(hours => n), now() - make_interval(hours => n) + interval '1 second'
from cron.job, generate_series(4, 1, -1) n;
