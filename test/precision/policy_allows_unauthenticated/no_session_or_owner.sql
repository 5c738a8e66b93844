-- fires: own on public.documents, error
-- because: auth.uid() is null without a session, so every visitor may change and delete every row.
create table public.documents (id bigint primary key, owner uuid not null);
alter table public.documents enable row level security;
create policy own on public.documents for all using (auth.uid() is null or auth.uid() = owner);
