-- fires: "own folder" on storage.objects
-- because: the policy is the user's own, on a table that has a row for each file.
create policy "own folder" on storage.objects for select to authenticated
using (bucket_id = 'avatars' and (storage.foldername(name))[1] = auth.uid()::text);
