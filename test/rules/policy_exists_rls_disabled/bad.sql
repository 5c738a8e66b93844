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
-- Policies of the partitioned table do not stand in for the switch of the partition.
create table public.logs (id bigint, user_id uuid) partition by hash (id);
alter table public.logs enable row level security;
create policy own on public.logs for select to authenticated using ((select auth.uid()) = user_id);
create table public.logs_0 partition of public.logs for values with (modulus 1, remainder 0);
-- expect error: public.logs_0
create policy own on public.logs_0 for select to authenticated using ((select auth.uid()) = user_id);
