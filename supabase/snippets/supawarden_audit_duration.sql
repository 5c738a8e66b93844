-- How long the audits took. Report block: chart, x axis started_at, y axis seconds.
select started_at, seconds, status, errors
from (
  select started_at, seconds, status, errors
  from supawarden.run_history
  where status = 'succeeded'
  limit 60
) latest
order by started_at;
