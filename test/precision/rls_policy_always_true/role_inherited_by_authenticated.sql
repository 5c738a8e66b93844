-- fires: members on public.polls
-- because: authenticated has the privileges of role member, so a policy for member applies to it.
create role member nologin;
grant member to authenticated with inherit true;
create table public.polls (id bigint primary key);
alter table public.polls enable row level security;
create policy members on public.polls for delete to member using (true);
