-- fires: public.employee_stats
-- because: a grant on one column opens it in every row.
create materialized view public.employee_stats as select 'dev'::text as team, 1000::numeric as salaries;
revoke all on public.employee_stats from anon, authenticated;
grant select (team) on public.employee_stats to authenticated;
