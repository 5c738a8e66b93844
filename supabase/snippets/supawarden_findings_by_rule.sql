-- Rules with open findings, worst first. Report block: chart, x axis rule, y axis findings; or table.
select rule, severity, findings, objects, newest_seen_at
from supawarden.open_findings_by_rule
limit 25;
