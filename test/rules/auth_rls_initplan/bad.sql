create table public.notes (id bigint primary key, user_id uuid, title text);
alter table public.notes enable row level security;
create table public.shares (id bigint primary key, user_id uuid, title text);
alter table public.shares enable row level security;

create policy own on public.shares for select using ((select auth.uid()) = user_id);
-- expect warn: uid on public.notes
create policy uid on public.notes for update using (auth.uid() = user_id) with check (title <> 'üé' and auth.uid() = user_id);
-- expect warn: one_of_two on public.notes
create policy one_of_two on public.notes for select using ((select auth.uid()) = user_id or auth.uid() = user_id);
-- expect warn: jwt on public.notes
create policy jwt on public.notes for select using (title = 'ü' and (auth.jwt() ->> 'tenant') = title);
-- expect warn: setting on public.notes
create policy setting on public.notes for select using (current_setting('app.a)"''(', true) = title);
-- expect warn: sub on public.notes
create policy sub on public.notes for select using (exists (select from public.shares s where s.user_id = auth.uid()));
-- expect warn: "left" on public.notes
create policy "left" on public.notes for select using (auth.uid() in (select gen_random_uuid()));
-- expect warn: correlated on public.notes
create policy correlated on public.notes for select using ((select auth.role() = title));
-- expect warn: json:"\"evil\"\"; --\n</script> ü\" on public.notes"
create policy "evil""; --
</script> ü" on public.notes for delete using (auth.email() = title);
-- expect warn: hidden on storage.objects
create policy hidden on storage.objects for select to authenticated using (auth.uid() = owner);
-- expect warn: rows on public.notes
create policy rows on public.notes for select using (title in (select value from auth.email() as mail(value)));
