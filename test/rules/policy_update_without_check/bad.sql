create table public.notes (id bigint primary key, user_id uuid, title text);
alter table public.notes enable row level security;

-- expect info: missing on public.notes
create policy missing on public.notes for update to authenticated using ((select auth.uid()) = user_id);
-- expect warn: wide on public.notes
create policy wide on public.notes for update to authenticated using ((select auth.uid()) = user_id) with check (true);
-- expect warn: wide_all on public.notes
create policy wide_all on public.notes to authenticated using ((select auth.uid()) = user_id) with check (1 = 1);
-- expect info: json:"\"evil\"\"; --\n</script> ü\" on public.notes"
create policy "evil""; --
</script> ü" on public.notes for update using ((select auth.uid()) = user_id and title <> E'a''b\\c"ü');
create table public.logs (id bigint, user_id uuid) partition by hash (id);
alter table public.logs enable row level security;
-- expect info: missing on public.logs
create policy missing on public.logs for update to authenticated using ((select auth.uid()) = user_id);
