-- silent
-- because: the view reads with the caller's rights (Postgres takes `t` for true), so the table's policies decide there too.
create table public.integrations (id bigint primary key, owner uuid, api_key text);
alter table public.integrations enable row level security;
create policy own on public.integrations for select to authenticated using (owner = (select auth.uid()));
create view public.my_integrations with (security_invoker = t) as select id, api_key from public.integrations;
