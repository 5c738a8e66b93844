-- fires: tenant on public.invoices
-- because: the claims are read from the setting of the request instead of by auth.jwt().
create table public.invoices (id bigint primary key, tenant text);
alter table public.invoices enable row level security;
create policy tenant on public.invoices for select to authenticated
using (tenant = (current_setting('request.jwt.claims', true)::json -> 'user_metadata' ->> 'tenant'));
