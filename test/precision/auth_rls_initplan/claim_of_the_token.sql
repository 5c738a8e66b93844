-- fires: org on public.assets
-- because: auth.jwt() parses the token for each row; the wrapped call beside it does not.
create table public.assets (id bigint primary key, org text, owner uuid);
alter table public.assets enable row level security;
create policy org on public.assets for select to authenticated
using (owner = (select auth.uid()) or org = (auth.jwt() -> 'app_metadata' ->> 'org'));
