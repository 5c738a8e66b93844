-- Views for dashboards and reports; they run with the rights of whoever reads them.

-- Findings that count: neither resolved nor accepted at this moment.
create or replace view supawarden.open_findings
  with (security_invoker = true)
as
select fi.fingerprint,
  fi.rule,
  fi.severity,
  fi.severity_rank,
  fi.category,
  fi.title,
  fi.message,
  fi.object_kind,
  fi.object_identity,
  fi.remediation,
  fi.root_cause,
  fi.state,
  fi.first_seen_at,
  fi.last_seen_at
from supawarden.findings fi
where fi.state <> 'resolved'
  and (fi.suppression is null or fi.suppressed_until <= now())
  and not exists (
    select
    from supawarden.suppressions su
    where su.fingerprint = fi.fingerprint
      and su.expires_at > now()
  );

-- The run that was started last, however it ended.
create or replace view supawarden.latest_run
  with (security_invoker = true)
as
select ru.id,
  ru.status,
  ru.trigger,
  ru.source,
  ru.started_at,
  ru.finished_at,
  ru.duration_ms,
  ru.tool_version,
  ru.server_version,
  ru.git_commit,
  ru.summary,
  ru.error
from supawarden.runs ru
order by ru.started_at desc, ru.id desc
limit 1;

-- Counts of every run that succeeded, oldest first.
create or replace view supawarden.trend
  with (security_invoker = true)
as
select ru.id,
  ru.started_at,
  ru.duration_ms,
  (ru.summary ->> 'error')::integer as errors,
  (ru.summary ->> 'warn')::integer as warnings,
  (ru.summary ->> 'info')::integer as infos,
  (ru.summary ->> 'new')::integer as new_findings,
  (ru.summary ->> 'reopened')::integer as reopened_findings,
  (ru.summary ->> 'resolved')::integer as resolved_findings,
  (ru.summary ->> 'suppressed')::integer as suppressed_findings,
  (ru.summary ->> 'not_evaluated')::integer as rules_not_evaluated
from supawarden.runs ru
where ru.status = 'succeeded'
order by ru.started_at, ru.id;
