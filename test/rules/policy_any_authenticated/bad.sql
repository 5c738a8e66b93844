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

-- By way of a role that authenticated inherits from, policy and privilege alike; one column; a partition by its own name.
create role members nologin;
grant members to authenticated with inherit true;
create table public.logs (id bigint, user_id uuid, title text) partition by hash (id);
alter table public.logs enable row level security;
create table public.logs_0 partition of public.logs for values with (modulus 1, remainder 0);
alter table public.logs_0 enable row level security;
revoke all on public.logs, public.logs_0 from authenticated;
grant update (title) on public.logs_0 to members;
-- expect warn: members on public.logs_0
create policy members on public.logs_0 for update to members using (auth.uid() is not null);
-- expect info: members on public.logs
create policy members on public.logs for delete to members using (auth.uid() is not null);
