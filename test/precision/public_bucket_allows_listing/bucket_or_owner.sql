-- fires: media
-- because: the first half of the OR is met by every file of the bucket.
insert into storage.buckets (id, name, public) values ('media', 'media', true);
create policy media on storage.objects for select to authenticated using (bucket_id = 'media' or owner_id = (select auth.uid())::text);
