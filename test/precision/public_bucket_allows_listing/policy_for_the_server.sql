-- silent
-- because: service_role passes row level security anyway, and no client has a policy.
insert into storage.buckets (id, name, public) values ('press', 'press', true);
create policy server on storage.objects for select to service_role using (bucket_id = 'press');
