create table public.notes (id bigint primary key, user_id uuid, title text);
alter table public.notes enable row level security;
-- expect warn: "all" on public.notes
create policy "all" on public.notes for all using (true) with check (true);
-- expect warn: ins on public.notes
create policy ins on public.notes for insert to authenticated with check (1 = 1);
-- expect warn: del on public.notes
create policy del on public.notes for delete to anon using (id = id);
-- expect warn: upd on public.notes
create policy upd on public.notes for update to authenticated using ((select auth.uid()) = user_id or true);
-- expect warn: json:"\"evil\"\"; --\n</script> ü\" on public.notes"
create policy "evil""; --
</script> ü" on public.notes for update using (not false or title = 'x');
create role members nologin;
grant members to authenticated;
-- expect warn: member on public.notes
create policy member on public.notes for delete to members using (true);
create policy widened on public.notes for delete using (auth.uid() = user_id);
-- expect warn: uploads on storage.objects
create policy uploads on storage.objects for insert with check (true);
-- expect warn: elsewhere on public.profiles
create policy elsewhere on public.profiles for update using (true);
