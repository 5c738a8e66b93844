-- fires: public.salaries
-- because: authenticated inherits SELECT on the view from role staff.
create role staff nologin;
grant staff to authenticated with inherit true;
create table public.payroll (id bigint primary key, amount numeric);
alter table public.payroll enable row level security;
create view public.salaries as select id, amount from public.payroll;
revoke all on public.salaries from anon, authenticated;
grant select on public.salaries to staff;
