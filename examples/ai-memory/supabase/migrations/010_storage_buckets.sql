-- buckets for avatars and whatever the agents produce
insert into storage.buckets (id, name, public)
values ('avatars', 'avatars', true),
       ('agent-artifacts', 'agent-artifacts', false)
on conflict (id) do nothing;

create policy "Avatar images are publicly accessible"
  on storage.objects for select
  using (bucket_id = 'avatars');

create policy "Anyone signed in can upload an avatar"
  on storage.objects for insert to authenticated
  with check (bucket_id = 'avatars' and (storage.foldername(name))[1] = (select auth.uid())::text);

create policy "Artifacts belong to their owner"
  on storage.objects for select to authenticated
  using (bucket_id = 'agent-artifacts' and owner_id = (select auth.uid())::text);
