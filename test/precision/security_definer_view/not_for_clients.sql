-- silent
-- because: anon and authenticated hold nothing on the view, or nothing on its schema; only the server reads it.
create table public.invoices (id bigint primary key, total numeric);
alter table public.invoices enable row level security;
create view public.revenue as select sum(total) as total from public.invoices;
revoke all on public.revenue from public, anon, authenticated;
create schema reporting;
create view reporting.revenue as select sum(total) as total from public.invoices;
grant select on reporting.revenue to authenticated;
