-- fires: public.staff
-- because: a grant on columns opens every row, if not every column.
create table public.staff (id uuid primary key, name text, salary numeric);
revoke all on public.staff from anon, authenticated;
grant select (id, name) on public.staff to authenticated;
