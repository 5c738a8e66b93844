-- fires: a
-- fires: c
-- because: the list names two public buckets, and being signed in is the rest of the condition.
insert into storage.buckets (id, name, public) values ('a', 'a', true), ('b', 'b', true), ('c', 'c', true);
create policy several on storage.objects for select to authenticated using (bucket_id = any (array['a', 'c']) and (select auth.uid()) is not null);
