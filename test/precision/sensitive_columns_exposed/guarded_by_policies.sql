-- silent
-- because: row level security is on; who sees which row is for the policies to say.
create table public.integrations (id bigint primary key, owner uuid, api_key text);
alter table public.integrations enable row level security;
create policy own on public.integrations for select to authenticated using (owner = (select auth.uid()));
