-- fires: press
-- because: `<>` shows the files of every other bucket; the one it leaves out is not listed.
insert into storage.buckets (id, name, public) values ('press', 'press', true), ('staff', 'staff', true);
create policy press on storage.objects for select using (bucket_id <> 'staff');
