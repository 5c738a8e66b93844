-- Accepted findings that count again within 30 days. Report block: table.
select days_left, owner, severity, rule, object, reason, expires_at
from supawarden.accepted_findings
where expires_at < now() + interval '30 days'
limit 100;
