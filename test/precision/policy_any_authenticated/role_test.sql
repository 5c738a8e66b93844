-- fires: "Enable delete for authenticated users only" on public.listings, warn
-- because: auth.role() is authenticated for every session; the rows of all others can be deleted.
create table public.listings (id bigint primary key, seller uuid);
alter table public.listings enable row level security;
create policy "Enable delete for authenticated users only" on public.listings for delete using (auth.role() = 'authenticated');
