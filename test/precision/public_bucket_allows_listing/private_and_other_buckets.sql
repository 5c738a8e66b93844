-- silent
-- because: the bucket that may be listed is private, and the public one is named in no policy.
insert into storage.buckets (id, name, public) values ('reports', 'reports', false), ('press', 'press', true);
create policy reports on storage.objects for select to authenticated using (bucket_id = 'reports');
