-- Three failures in a row, whatever came before.
-- expect warn: refresh-report
create extension pg_cron with schema pg_catalog;
select cron.schedule('refresh-report', '*/5 * * * *', 'refresh materialized view public.report');
insert into cron.job_run_details (jobid, database, username, command, status, return_message, start_time, end_time)
select job.jobid, 'postgres', 'postgres', job.command, run.status, run.message, now() - run.ago, now() - run.ago
from cron.job
cross join (values
  ('succeeded', 'REFRESH MATERIALIZED VIEW', interval '20 minutes'),
  ('failed', 'ERROR:  relation "public.report" does not exist', interval '15 minutes'),
  ('failed', 'ERROR:  relation "public.report" does not exist', interval '10 minutes'),
  ('failed', E'ERROR:  relation "public.report" does not exist\nLINE 1: refresh materialized view public.report', interval '5 minutes'),
  ('running', null, interval '1 second')
) as run (status, message, ago)
where job.jobname = 'refresh-report';

-- Once a day, and last night it failed; a new job that failed at once; no name; a name that two roles use; a hostile one.
-- expect: nightly
-- expect: brand-new
-- expect: job 900
-- expect: shared of postgres
-- expect: json:"</script>'\";\nü"
insert into cron.job (jobid, jobname, schedule, command, username)
values
  (900, null, '0 1 * * *', 'select 1/0', 'postgres'),
  (901, 'nightly', '0 3 * * *', 'select 1/0', 'postgres'),
  (902, 'brand-new', '0 4 * * *', 'select 1/0', 'postgres'),
  (903, 'shared', '0 5 * * *', 'select 1/0', 'postgres'),
  (904, 'shared', '0 5 * * *', 'select 1', 'somebody'),
  (905, E'</script>''";\nü', '0 5 * * *', 'select 1/0', 'postgres');
insert into cron.job_run_details (jobid, status, return_message, start_time, end_time)
values
  (900, 'failed', 'ERROR:  division by zero', now() - interval '1 hour', now() - interval '1 hour'),
  (901, 'succeeded', '1 row', now() - interval '30 hours', now() - interval '30 hours'),
  (901, 'failed', 'ERROR:  division by zero', now() - interval '6 hours', null),
  (902, 'failed', null, now() - interval '2 hours', now() - interval '2 hours'),
  (903, 'failed', 'ERROR:  division by zero', now() - interval '1 hour', now() - interval '1 hour'),
  (904, 'succeeded', '1 row', now() - interval '1 hour', now() - interval '1 hour'),
  (905, 'failed', 'ERROR:  division by zero', now() - interval '1 hour', now() - interval '1 hour');
