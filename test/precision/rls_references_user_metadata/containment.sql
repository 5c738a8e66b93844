-- fires: pro on public.exports
-- because: the token is asked whether it contains a claim that its owner wrote.
create table public.exports (id bigint primary key);
alter table public.exports enable row level security;
create policy pro on public.exports for select to authenticated using ((select auth.jwt()) @> '{"user_metadata": {"plan": "pro"}}');
