-- silent
-- because: users list their own folder; the files of others are served by address alone.
insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);
create policy own on storage.objects for select to authenticated
using (bucket_id = 'avatars' and (storage.foldername(name))[1] = (select auth.uid())::text);
