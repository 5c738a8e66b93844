-- silent
-- because: clients hold nothing on it; a function or the server reads it.
create materialized view public.revenue as select 1 as month, 2 as amount;
revoke all on public.revenue from anon, authenticated;
