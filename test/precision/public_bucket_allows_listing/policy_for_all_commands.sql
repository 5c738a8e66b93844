-- fires: uploads
-- because: a policy for ALL covers reading.
insert into storage.buckets (id, name, public) values ('uploads', 'uploads', true);
create policy manage on storage.objects for all to authenticated using (bucket_id = 'uploads') with check (bucket_id = 'uploads');
