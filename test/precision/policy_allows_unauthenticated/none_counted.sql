-- fires: under_quota on public.uploads, error
-- because: without a session nothing is counted, and 0 is below the quota.
create table public.uploads (id bigint primary key, owner uuid);
alter table public.uploads enable row level security;
create table public.usage (owner uuid, bytes bigint);
create policy under_quota on public.uploads for delete
using ((select count(*) from public.usage u where u.owner = (select auth.uid())) < 100);
