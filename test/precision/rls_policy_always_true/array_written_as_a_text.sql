-- fires: anyone on public.votes
-- because: the literal '{anon,authenticated}' is an array of both roles, one of which each request has.
create table public.votes (id bigint primary key);
alter table public.votes enable row level security;
create policy anyone on public.votes for insert with check (auth.role() = any ('{anon,authenticated}'::text[]));
