-- silent
-- because: the runs after the failed one succeeded.
create extension pg_cron;
select cron.schedule('send-digests', '0 * * * *', 'select public.send_digests()');
insert into cron.job_run_details (jobid, status, return_message, start_time, end_time)
select job.jobid, case when n = 3 then 'failed' else 'succeeded' end, '', now() - make_interval(hours => n), now() - make_interval(hours => n) + interval '1 second'
from cron.job, generate_series(6, 1, -1) n;
