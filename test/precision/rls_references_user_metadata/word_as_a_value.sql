-- silent
-- because: the row's section is compared with the word; what is read from the token is the subject.
create table public.preferences (id bigint primary key, owner uuid, section text);
alter table public.preferences enable row level security;
create policy own on public.preferences for update to authenticated
using (section <> 'user_metadata' and owner = ((select auth.jwt()) ->> 'sub')::uuid);
