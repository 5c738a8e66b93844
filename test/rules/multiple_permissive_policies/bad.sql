create table public.notes (id bigint primary key, user_id uuid, title text);
alter table public.notes enable row level security;

-- expect warn: public.notes
create policy a on public.notes for select to authenticated using ((select auth.uid()) = user_id);
create policy "evil""; --
</script> ü" on public.notes for select to authenticated using (title = 'shared');

-- ALL meets SELECT; they differ, so no SQL can be offered.
create table public."t""
</script>é" (id bigint primary key, user_id uuid, title text);
alter table public."t""
</script>é" enable row level security;

-- expect warn: json:"public.\"t\"\"\n</script>é\""
create policy a on public."t""
</script>é" to anon using (title = 'a');
create policy b on public."t""
</script>é" for select to anon, authenticated using (title = 'b');

-- Partitioned, updates with and without WITH CHECK.
create table public.events (id bigint not null, title text) partition by hash (id);
alter table public.events enable row level security;
-- expect warn: public.events
create policy a on public.events for update to authenticated using (title = 'a') with check (title = 'x');
create policy b on public.events for update to authenticated using (title = 'b') with check (title = 'y');

-- For everybody: each role that is subject to policies, and once only.
create table public.few (id bigint primary key, title text);
alter table public.few enable row level security;
create policy a on public.few for delete using (title = 'a');
create policy b on public.few for delete using (title = 'b');
-- expect warn: public.few
-- expect warn: public.few
-- expect warn: public.few
-- expect warn: public.few

-- By way of a role that authenticated inherits from. It is one more of "everybody" above.
-- expect warn: public.few
create table public.shared (id bigint primary key, user_id uuid, title text);
alter table public.shared enable row level security;
create role members nologin;
grant members to authenticated with inherit true;
create policy a on public.shared for insert to authenticated with check ((select auth.uid()) = user_id);
create policy b on public.shared for insert to members with check (title = 'b');
-- expect warn: public.shared
