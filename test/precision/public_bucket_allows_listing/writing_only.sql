-- silent
-- because: no policy lets anybody select; public files are served without one.
insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);
create policy "avatars upload (select bucket_id = 'avatars')" on storage.objects for insert to authenticated with check (bucket_id = 'avatars');
create policy avatars_change on storage.objects for update to authenticated using (bucket_id = 'avatars');
