-- Whether anybody still looks: the last audit, alerts that did not arrive, findings that count. Report block: table.
select (select max(started_at) from supawarden.runs where status = 'succeeded') as last_audit_at,
  (select count(*) from supawarden.runs where status <> 'succeeded' and started_at > now() - interval '7 days')
    as audits_without_success_in_7_days,
  (select count(*) from supawarden.alert_deliveries where status <> 'delivered') as alerts_not_delivered,
  (select count(*) from supawarden.open_findings where severity = 'error') as open_errors,
  (select count(*) from supawarden.accepted_findings where days_left <= 30) as acceptances_ending_in_30_days;
