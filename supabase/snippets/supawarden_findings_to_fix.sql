-- What to repair first, with the SQL. Report block: table.
select severity, rule, object, message, repair_safety, repair_sql, days_open
from supawarden.findings_to_fix
limit 50;
