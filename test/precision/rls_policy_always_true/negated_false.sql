-- fires: odd on public.votes
-- because: not false is true; so is a null test of a column that is never null.
create table public.votes (id bigint primary key, voter uuid not null);
alter table public.votes enable row level security;
create policy odd on public.votes for delete to authenticated using (not false and voter is not null);
