create table public.notes (id bigint primary key, user_id uuid, title text);
alter table public.notes enable row level security;

-- expect info: reading on public.notes
create policy reading on public.notes for select to authenticated using (true);
-- expect warn: present on public.notes
create policy present on public.notes for update using ((select auth.uid()) is not null);
-- expect warn: role on public.notes
create policy role on public.notes for all using (auth.role() = 'authenticated');
-- expect warn: itself on public.notes
create policy itself on public.notes for delete using (auth.uid() = auth.uid());
-- expect warn: claim on public.notes
create policy claim on public.notes for insert with check ((auth.jwt() ->> 'role') = 'authenticated');
-- expect warn: settings on public.notes
create policy settings on public.notes for delete using ((current_setting('request.jwt.claims', true)::json ->> 'role') = 'authenticated');
-- expect warn: tried on public.notes
create policy tried on public.notes for delete using (auth.uid() = user_id or not (auth.uid() is null));
-- expect info: json:"\"evil\"\"; --\n</script> ü\" on public.notes"
create policy "evil""; --
</script> ü" on public.notes for select using (exists (select 1 where auth.uid() is not null));
