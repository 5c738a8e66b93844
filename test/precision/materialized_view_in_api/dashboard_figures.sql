-- fires: public.revenue_by_month, warn
-- because: the default grants let anon read it, and a materialized view knows no policy.
create table public.payments (paid_at date, amount numeric);
alter table public.payments enable row level security;
create materialized view public.revenue_by_month as select date_trunc('month', paid_at) as month, sum(amount) as revenue from public.payments group by 1;
