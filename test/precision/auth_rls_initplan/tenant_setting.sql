-- fires: tenant on public.invoices
-- because: current_setting is read for each row.
create table public.invoices (id bigint primary key, tenant text);
alter table public.invoices enable row level security;
create policy tenant on public.invoices for all to authenticated using (tenant = current_setting('app.tenant', true));
