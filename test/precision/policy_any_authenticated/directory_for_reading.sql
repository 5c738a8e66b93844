-- fires: staff on public.employees, info
-- because: every signed-in user reads every row: often meant inside one company.
create table public.employees (id bigint primary key, name text);
alter table public.employees enable row level security;
create policy staff on public.employees for select to authenticated using (true);
