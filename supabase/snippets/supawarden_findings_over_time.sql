-- Open findings of every night. Report block: chart, x axis night, y axis errors (or warnings, infos).
select date_trunc('day', tr.started_at)::date as night,
  max(tr.errors) as errors,
  max(tr.warnings) as warnings,
  max(tr.infos) as infos
from supawarden.trend tr
where tr.started_at > now() - interval '90 days'
group by 1
order by 1;
