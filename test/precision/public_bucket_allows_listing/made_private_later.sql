-- silent
-- because: the bucket is not public any more.
insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);
create policy avatars on storage.objects for select using (bucket_id = 'avatars');
update storage.buckets set public = false where id = 'avatars';
