-- fires: avatars, warn
-- because: a public bucket serves its files without a policy; this one only adds that anybody can list their names.
insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);
create policy "Avatar images are publicly accessible" on storage.objects for select using (bucket_id = 'avatars');
