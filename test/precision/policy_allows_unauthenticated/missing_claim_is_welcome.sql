-- fires: tenant on public.tickets, error
-- because: a visitor's token has no app_metadata, so the claim is null and the test passes.
create table public.tickets (id bigint primary key, tenant text not null);
alter table public.tickets enable row level security;
create policy tenant on public.tickets for update
using ((auth.jwt() -> 'app_metadata' ->> 'tenant') is null or (auth.jwt() -> 'app_metadata' ->> 'tenant') = tenant);
