create table public.jobs (id bigint, user_id uuid);
-- expect error: "see own" on public.jobs
create policy "see own" on public.jobs for select using (auth.uid() = user_id);
-- expect error: after on public.jobs
create policy before on public.jobs for insert with check (auth.uid() = user_id);
alter policy before on public.jobs rename to after;
create table private.inner_jobs (id bigint);
-- expect error: json:"\"evil\"\"; --\n</script> ü\" on private.inner_jobs"
create policy "evil""; --
</script> ü" on private.inner_jobs as restrictive for all using (true);
create table public.off_again (id bigint);
-- expect error: p on public.off_again
create policy p on public.off_again for select using (true);
alter table public.off_again enable row level security;
