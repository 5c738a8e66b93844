create table public.notes (id bigint primary key, user_id uuid, title text);
alter table public.notes enable row level security;

-- expect warn: "all" on public.notes
create policy "all" on public.notes for all using (true) with check (true);
-- expect warn: ins on public.notes
create policy ins on public.notes for insert to authenticated with check (1 = 1);
-- expect warn: del on public.notes
create policy del on public.notes for delete to anon using (id = id);
-- expect warn: upd on public.notes
create policy upd on public.notes for update to authenticated using ((select auth.uid()) = user_id) with check (true);
-- expect warn: either on public.notes
create policy either on public.notes for delete using (auth.uid() is null or auth.uid() is not null);
-- expect warn: json:"\"evil\"\"; --\n</script> ü\" on public.notes"
create policy "evil""; --
</script> ü" on public.notes for update using (not false or title = 'x');
-- expect warn: fallback on public.notes
create policy fallback on public.notes for delete using (coalesce(null::boolean, 2 > 1));
-- expect warn: cases on public.notes
create policy cases on public.notes for delete using (case when 1 = 2 then false else true end);

-- By way of a role that authenticated is a member of.
create role members nologin;
grant members to authenticated with inherit true;
-- expect warn: member on public.notes
create policy member on public.notes for delete to members using (true);

create table public.events (id bigint not null, user_id uuid) partition by hash (id);
alter table public.events enable row level security;
-- expect warn: w on public.events
create policy w on public.events for delete using (id is not distinct from id);

-- The policies on queues are the user's, whoever made the tables.
create extension pgmq;
select pgmq.create('jobs');
alter table pgmq.q_jobs enable row level security;
-- expect warn: sending on pgmq.q_jobs
create policy sending on pgmq.q_jobs for insert to anon with check (true);
