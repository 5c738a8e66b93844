-- fires: visibility on public.offers, info
-- because: the first branch is taken without a session and shows every row; reading may be meant.
create table public.offers (id bigint primary key, owner uuid);
alter table public.offers enable row level security;
create policy visibility on public.offers for select using (case when auth.uid() is null then true else owner = auth.uid() end);
