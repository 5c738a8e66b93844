-- fires: odd on public.hits
-- because: the first branch whose condition is true answers true, and the second is never reached.
create table public.hits (id bigint primary key, owner uuid);
alter table public.hits enable row level security;
create policy odd on public.hits for delete to authenticated using (case when 1 < 2 then true else owner = auth.uid() end);
