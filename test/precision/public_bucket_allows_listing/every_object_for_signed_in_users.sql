-- fires: logos
-- fires: covers
-- because: `true` covers every bucket; the private one is not public, so its listing is not this rule's.
insert into storage.buckets (id, name, public) values ('logos', 'logos', true), ('covers', 'covers', true), ('contracts', 'contracts', false);
create policy read_all on storage.objects for select to authenticated using (true);
