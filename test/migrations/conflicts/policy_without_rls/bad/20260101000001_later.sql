alter table public.off_again disable row level security;
do $$
begin
  -- expect error: in_block on public.jobs
  create policy in_block on public.jobs for select using (true);
exception when duplicate_object then null;
end $$;
