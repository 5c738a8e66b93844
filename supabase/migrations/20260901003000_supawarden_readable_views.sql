-- Views for a person in the Table Editor: plain columns, no JSON, the most urgent row first. They run with the rights of
-- whoever reads them.

-- What is to be done, worst first.
create or replace view supawarden.findings_to_fix
  with (security_invoker = true)
as
select op.severity,
  op.rule,
  op.object_identity as object,
  op.message,
  op.remediation ->> 'sql' as repair_sql,
  op.remediation ->> 'safety' as repair_safety,
  op.remediation ->> 'note' as repair_note,
  op.remediation ->> 'undo_sql' as undo_sql,
  op.root_cause,
  op.state,
  op.first_seen_at,
  floor(extract(epoch from now() - op.first_seen_at) / 86400)::integer as days_open,
  op.fingerprint
from supawarden.open_findings op
order by op.severity_rank, op.first_seen_at desc, op.rule, op.object_identity;

comment on view supawarden.findings_to_fix is 'Open findings with their repair, worst first.';

-- Which rules have most to say.
create or replace view supawarden.open_findings_by_rule
  with (security_invoker = true)
as
select op.severity,
  op.rule,
  op.category,
  count(*) as findings,
  count(distinct op.object_identity) as objects,
  min(op.first_seen_at) as oldest_seen_at,
  max(op.first_seen_at) as newest_seen_at
from supawarden.open_findings op
group by op.severity, op.severity_rank, op.rule, op.category
order by op.severity_rank, count(*) desc, op.rule;

comment on view supawarden.open_findings_by_rule is 'Open findings counted by rule and severity, worst first.';

-- What was accepted, by whom and for how long; what counts again first comes first.
create or replace view supawarden.accepted_findings
  with (security_invoker = true)
as
select fi.severity,
  fi.rule,
  fi.object_identity as object,
  coalesce(su.reason, fi.suppression ->> 'reason') as reason,
  coalesce(su.owner, fi.suppression ->> 'owner') as owner,
  case when su.fingerprint is null then 'configuration' else 'suppression' end as accepted_in,
  coalesce(su.expires_at, fi.suppressed_until) as expires_at,
  ceil(extract(epoch from coalesce(su.expires_at, fi.suppressed_until) - now()) / 86400)::integer as days_left,
  fi.message,
  fi.fingerprint
from supawarden.findings fi
left join supawarden.suppressions su
  on su.fingerprint = fi.fingerprint and su.expires_at > now()
where fi.state <> 'resolved'
  and (
    su.fingerprint is not null
    or (fi.suppression is not null and (fi.suppressed_until is null or fi.suppressed_until > now()))
  )
order by coalesce(su.expires_at, fi.suppressed_until) nulls last, fi.severity_rank, fi.rule, fi.object_identity;

comment on view supawarden.accepted_findings is 'Findings accepted on purpose, those that count again soonest first.';

-- What has changed, newest first.
create or replace view supawarden.recent_changes
  with (security_invoker = true)
as
select ev.at,
  ev.state as became,
  ev.previous_state as was,
  ev.severity,
  fi.rule,
  fi.object_identity as object,
  fi.message,
  ru.trigger as run_trigger,
  ru.id as run_id,
  ev.fingerprint
from supawarden.finding_events ev
join supawarden.findings fi on fi.fingerprint = ev.fingerprint
join supawarden.runs ru on ru.id = ev.run_id
where ev.state in ('new', 'reopened', 'resolved')
order by ev.at desc, fi.severity_rank, fi.rule, fi.object_identity;

comment on view supawarden.recent_changes is 'Findings that came, came back or went, newest first.';

-- How the audits went, newest first, those that failed too.
create or replace view supawarden.run_history
  with (security_invoker = true)
as
select ru.started_at,
  ru.status,
  ru.trigger,
  round(ru.duration_ms / 1000.0, 1) as seconds,
  (ru.summary ->> 'error')::integer as errors,
  (ru.summary ->> 'warn')::integer as warnings,
  (ru.summary ->> 'info')::integer as infos,
  (ru.summary ->> 'new')::integer as new_findings,
  (ru.summary ->> 'reopened')::integer as reopened_findings,
  (ru.summary ->> 'resolved')::integer as resolved_findings,
  (ru.summary ->> 'not_evaluated')::integer as rules_not_evaluated,
  ru.error as failure,
  ru.git_commit,
  ru.tool_version,
  ru.id
from supawarden.runs ru
order by ru.started_at desc, ru.id desc;

comment on view supawarden.run_history is 'Every audit and what it counted, newest first.';

-- Whether alerts arrived; what waits or was given up comes first.
create or replace view supawarden.alert_deliveries
  with (security_invoker = true)
as
select al.created_at,
  al.channel,
  al.channel_type,
  case
    when al.delivered_at is not null then 'delivered'
    when al.dead then 'given up'
    else 'waiting'
  end as status,
  al.attempts,
  al.delivered_at,
  case when al.delivered_at is null and not al.dead then al.next_attempt_at end as next_attempt_at,
  al.last_error,
  al.run_id
from supawarden.alerts al
order by al.delivered_at is not null, al.created_at desc, al.channel;

comment on view supawarden.alert_deliveries is 'Alerts and whether they arrived, those that did not first.';

do $$
declare
  api_role text;
  readable text;
begin
  foreach readable in array array[
    'findings_to_fix', 'open_findings_by_rule', 'accepted_findings', 'recent_changes', 'run_history', 'alert_deliveries'
  ]
  loop
    -- Default privileges of the database may have granted what was never meant for this schema.
    execute pg_catalog.format('revoke all on table supawarden.%I from public', readable);
    for api_role in
      select ro.rolname
      from pg_catalog.pg_roles ro
      where ro.rolname in ('anon', 'authenticated')
    loop
      execute pg_catalog.format('revoke all on table supawarden.%I from %I', readable, api_role);
    end loop;

    if exists (select from pg_catalog.pg_roles ro where ro.rolname = 'service_role') then
      execute pg_catalog.format('grant select on table supawarden.%I to service_role', readable);
    end if;
  end loop;
end
$$;
