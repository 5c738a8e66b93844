-- fires: core.salaries
-- because: both views run as the caller, who may select from the table: its rows come out at the top.
create schema core;
create table core.salaries (id bigint primary key, amount numeric);
create view core.salaries_v with (security_invoker = on) as select * from core.salaries;
grant select on core.salaries, core.salaries_v to authenticated;
create view public.salaries with (security_invoker = on) as select id, amount from core.salaries_v;
