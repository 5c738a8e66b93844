create table public.notes (id bigint primary key, user_id uuid, title text);
alter table public.notes enable row level security;

-- expect error: jwt on public.notes
create policy jwt on public.notes for select using (title <> 'ü' and (auth.jwt() -> 'user_metadata' ->> 'tenant') = title);
-- expect error: path on public.notes
create policy path on public.notes for update using (true) with check (((select auth.jwt()) #>> '{user_metadata,role}') = 'admin');
-- expect error: setting on public.notes
create policy setting on public.notes for select
  using ((current_setting('request.jwt.claims', true)::jsonb -> 'user_metadata' ->> 'role') = 'admin');
-- expect error: contained on public.notes
create policy contained on public.notes for delete using (auth.jwt() @> '{"user_metadata": {"role": "admin"}}');
-- expect error: stored on public.notes
create policy stored on public.notes for select
  using (exists (select from auth.users u where u.id = notes.user_id and u.raw_user_meta_data ->> 'role' = 'admin'));
-- expect error: json:"\"evil\"\"; --\n</script> ü\" on public.notes"
create policy "evil""; --
</script> ü" on public.notes for delete using ((auth.jwt() -> 'user_metadata') ? 'admin');
create table public.off (id bigint primary key);
-- expect error: off on public.off
create policy off on public.off using ((auth.jwt() -> 'user_metadata' ->> 'role') = 'admin');
