-- fires: everyone on public.ratings
-- because: a request of the Data API runs as anon or as authenticated, and both are in the list.
create table public.ratings (id bigint primary key);
alter table public.ratings enable row level security;
create policy everyone on public.ratings for update using ((select auth.role()) in ('anon', 'authenticated'));
