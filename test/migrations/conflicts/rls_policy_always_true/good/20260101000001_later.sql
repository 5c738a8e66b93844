drop policy if exists dropped on public.notes;
alter policy narrowed on public.notes using ((select auth.uid()) = user_id);
