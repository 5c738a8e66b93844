create table public.jobs (id bigint, user_id uuid);
create policy "see own" on public.jobs for select using (auth.uid() = user_id);
create policy made_elsewhere on public.profiles for select using (true);
create policy buckets on storage.objects for select using (bucket_id = 'avatars');
create table public.dropped_policy (id bigint);
create policy p on public.dropped_policy for select using (true);
create table public.dropped_table (id bigint);
create policy p on public.dropped_table for select using (true);
