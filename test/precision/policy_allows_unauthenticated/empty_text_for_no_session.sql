-- fires: guests on public.drafts, error
-- because: without a session the subject is null, which the coalesce turns into the empty text it is compared with.
create table public.drafts (id bigint primary key, owner text not null);
alter table public.drafts enable row level security;
create policy guests on public.drafts for all using (coalesce(auth.jwt() ->> 'sub', '') = '' or owner = (auth.jwt() ->> 'sub'));
