-- silent
-- because: app.uid(p) is the project's own function of the row, not the platform's.
create schema app;
create function app.uid(p bigint) returns uuid language sql immutable set search_path = '' as $$ select null::uuid $$;
create table public.seats (id bigint primary key, owner uuid);
alter table public.seats enable row level security;
create policy own on public.seats for select to authenticated using (owner = app.uid(id));
