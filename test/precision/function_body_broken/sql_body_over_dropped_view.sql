-- fires: public.revenue_by_month()
-- because: a string body leaves no dependency, so the view could be dropped below it.
create table public.payments (paid_at date, amount numeric);
create view public.monthly_revenue as select date_trunc('month', paid_at) as month, sum(amount) as revenue from public.payments group by 1;
create function public.revenue_by_month() returns setof numeric
language sql stable as $$ select revenue from public.monthly_revenue order by month $$;
drop view public.monthly_revenue;
