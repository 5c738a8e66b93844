-- Findings that came, came back or went in seven days. Report block: table.
select at, became, severity, rule, object, message
from supawarden.recent_changes
where at > now() - interval '7 days'
limit 100;
