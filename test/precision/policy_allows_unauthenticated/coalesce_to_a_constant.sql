-- silent
-- because: without a session the comparison is with the zero id, which no owner is known to have.
create table public.files (id bigint primary key, owner uuid not null);
alter table public.files enable row level security;
create policy own on public.files for all using (coalesce(auth.uid(), '00000000-0000-0000-0000-000000000000') = owner);
