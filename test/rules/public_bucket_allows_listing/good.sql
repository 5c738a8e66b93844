-- Served by address, listed by nobody.
insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);
create policy upload on storage.objects for insert to authenticated with check (bucket_id = 'avatars');

-- Users see their own files.
create policy own on storage.objects for select to authenticated
  using (bucket_id = 'avatars' and owner_id = (select auth.uid())::text);
create policy folder on storage.objects for select
  using (bucket_id = 'avatars' and (storage.foldername(name))[1] = (select auth.uid())::text);

-- A private bucket may be listed by those who may read it, and its name is not the other's.
insert into storage.buckets (id, name, public) values ('drafts', 'drafts', false);
create policy drafts on storage.objects for select to authenticated using (bucket_id = 'drafts');
create policy other_case on storage.objects for select using (bucket_id = 'Avatars');

-- For the server, and without USING for nobody.
create policy server on storage.objects for select to service_role using (true);
create policy nothing on storage.objects for select to anon;

-- A restrictive policy forbids what another allows.
insert into storage.buckets (id, name, public) values ('closed', 'closed', true);
create policy closed on storage.objects for select using (bucket_id = 'closed');
create policy unless_closed on storage.objects as restrictive for select using (bucket_id <> 'closed');
