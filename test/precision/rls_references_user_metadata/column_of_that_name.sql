-- silent
-- because: storage.objects.user_metadata describes the file and is not the token's claim.
create policy tagged on storage.objects for select to authenticated
using (bucket_id = 'media' and user_metadata ->> 'visibility' = 'internal' and owner_id = (select auth.jwt() ->> 'sub'));
