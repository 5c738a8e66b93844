-- expect error: public.notes
create table public.notes (id bigint primary key, user_id uuid not null);
create policy own on public.notes for select to authenticated using ((select auth.uid()) = user_id);
-- expect error: json:"app.\"t\"\"\n</script>é\""
create schema app;
create table app."t""
</script>é" (id bigint primary key, user_id uuid not null);
create policy "evil""; --
</script> ü" on app."t""
</script>é" for delete to authenticated using ((select auth.uid()) = user_id);
-- expect error: public.events
create table public.events (id bigint, user_id uuid) partition by hash (id);
create policy own on public.events for select to authenticated using ((select auth.uid()) = user_id);
