insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);

-- Public files need no policy to be served; this one lets clients list them all.
create policy "avatars are public" on storage.objects for select using (bucket_id = 'avatars');
-- expect warn: avatars

-- Several buckets in one policy, one of them private.
insert into storage.buckets (id, name, public) values ('posters', 'posters', true), ('flyers', 'flyers', true), ('drafts', 'drafts', false);
create policy prints on storage.objects for select to anon using (bucket_id in ('posters', 'flyers', 'drafts'));
-- expect warn: posters
-- expect warn: flyers

-- For whoever is signed in, said in three ways.
insert into storage.buckets (id, name, public) values ('logos', 'logos', true), ('icons', 'icons', true), ('covers', 'covers', true);
create policy logos on storage.objects for select to authenticated using (bucket_id = 'logos');
create policy icons on storage.objects for select using (auth.role() = 'authenticated' and bucket_id = any (array['icons']));
create role members nologin;
grant members to authenticated with inherit true;
create policy covers on storage.objects for select to members using ((select auth.uid()) is not null and 'covers' = bucket_id);
-- expect warn: logos
-- expect warn: icons
-- expect warn: covers

-- A policy for ALL covers reading.
insert into storage.buckets (id, name, public) values ('uploads', 'uploads', true);
create policy uploads on storage.objects to authenticated using (bucket_id = 'uploads');
-- expect warn: uploads

-- A restrictive policy that may hide some files, of one bucket only.
insert into storage.buckets (id, name, public) values ('gated', 'gated', true);
create policy gated on storage.objects for select using (bucket_id = 'gated');
create policy gate on storage.objects as restrictive for select
  using (bucket_id <> 'gated' or owner_id = (select auth.uid())::text);
-- expect info: gated

-- A restrictive policy without USING hides nothing.
create policy empty on storage.objects as restrictive for select;

-- expect warn: json:"</script>'\";\nü \\x"
insert into storage.buckets (id, name, public) values (e'</script>''";\nü \\x', e'</script>''";\nü \\x', true);
create policy "evil""; --
</script> ü" on storage.objects for select using (bucket_id = e'</script>''";\nü \\x' or false);
