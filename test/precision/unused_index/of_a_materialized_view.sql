-- fires: reporting.totals_month
-- because: an index of a materialized view is built anew at each refresh, and no query has used it.
create schema reporting;
create materialized view reporting.totals as select 1 as month, 2 as amount;
create index totals_month on reporting.totals (month);
