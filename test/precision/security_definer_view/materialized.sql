-- silent
-- because: a materialized view has no such option; that it is served is another rule's finding.
create table public.sales (day date, amount numeric);
alter table public.sales enable row level security;
create materialized view public.sales_by_day as select day, sum(amount) as amount from public.sales group by day;
