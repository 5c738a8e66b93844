-- silent
-- because: the view runs as the caller, who holds nothing on the table: the request is refused.
create schema core;
create table core.salaries (id bigint primary key, amount numeric);
create view public.salaries with (security_invoker = on) as select id, amount from core.salaries;
