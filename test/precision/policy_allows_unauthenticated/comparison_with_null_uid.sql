-- silent
-- because: null = owner and null <> owner are null, which lets nothing through.
create table public.blocks (id bigint primary key, owner uuid not null, blocked uuid not null);
alter table public.blocks enable row level security;
create policy own on public.blocks for all using (auth.uid() = owner);
create policy not_blocked on public.blocks for select using (auth.uid() <> blocked);
create policy not_in on public.blocks for select using (not (auth.uid() = any (array[owner, blocked])));
