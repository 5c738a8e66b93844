-- fires: public.totals
-- because: a materialized view pays for its indexes at each refresh.
create materialized view public.totals as select 1 as month, 2 as amount;
create unique index totals_month on public.totals (month);
create unique index totals_month_again on public.totals (month);
