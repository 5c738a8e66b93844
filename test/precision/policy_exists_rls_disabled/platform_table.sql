-- silent
-- because: storage.objects is switched on by the platform, and the user's policy on it is applied.
create policy "own folder" on storage.objects for select to authenticated
using (bucket_id = 'files' and (storage.foldername(name))[1] = (select auth.uid())::text);
