create table public.notes (id bigint primary key, user_id uuid, title text);
alter table public.notes enable row level security;
create table public.blocked (user_id uuid primary key);
alter table public.blocked enable row level security;
create policy own on public.blocked for select to authenticated using ((select auth.uid()) = user_id);

-- expect info: reading on public.notes
create policy reading on public.notes for select using (true);
-- expect error: visitors on public.notes
create policy visitors on public.notes for update using (auth.uid() is null or auth.uid() = user_id);
-- expect error: role on public.notes
create policy role on public.notes for insert to anon with check ((select auth.role()) = 'anon');
-- expect error: claim on public.notes
create policy claim on public.notes for delete using (coalesce(auth.jwt() ->> 'role', '') <> 'authenticated');
-- expect error: fallback on public.notes
create policy fallback on public.notes for delete
  using (coalesce(auth.uid(), '00000000-0000-0000-0000-000000000000') = '00000000-0000-0000-0000-000000000000');
-- expect error: own on public.notes
create policy own on public.notes for delete using (coalesce((select auth.uid())::text, id::text) = id::text);
-- expect error: blocked on public.notes
create policy blocked on public.notes for delete
  using (not exists (select from public.blocked b where b.user_id = (select auth.uid())));
-- expect error: settings on public.notes
create policy settings on public.notes for delete
  using (((select nullif(current_setting('request.jwt.claims', true), '')::jsonb) ->> 'sub') is null);
-- expect error: listed on public.notes
create policy listed on public.notes for delete using (auth.role() in ('anon', 'service_role'));
-- expect error: json:"\"evil\"\"; --\n</script> ü\" on public.notes"
create policy "evil""; --
</script> ü" on public.notes for delete using (current_user = 'anon' and not (auth.email() is not null));

-- No privilege yet: worth knowing.
create table public.closed (id bigint primary key, user_id uuid, title text);
alter table public.closed enable row level security;
revoke all on public.closed from anon;
-- expect info: visitors on public.closed
create policy visitors on public.closed for delete using (auth.uid() is null);

-- One column, everybody, a partition by its own name.
create table public.inbox (id bigint primary key, user_id uuid, title text);
alter table public.inbox enable row level security;
revoke all on public.inbox from anon;
grant insert (title) on public.inbox to anon;
-- expect error: visitors on public.inbox
create policy visitors on public.inbox for insert with check (auth.uid() is null);
create table public.logs (id bigint, user_id uuid) partition by hash (id);
alter table public.logs enable row level security;
create table public.logs_0 partition of public.logs for values with (modulus 1, remainder 0);
alter table public.logs_0 enable row level security;
revoke all on public.logs, public.logs_0 from anon;
grant delete on public.logs_0 to public;
-- expect error: visitors on public.logs_0
create policy visitors on public.logs_0 for delete using (auth.uid() is null);
