-- silent
-- because: null = null is null, so that rows without an owner stay closed; the comparison is a clumsy null test.
create table public.items (id bigint primary key, owner uuid);
alter table public.items enable row level security;
create policy owned on public.items for update to authenticated using (owner = owner);
