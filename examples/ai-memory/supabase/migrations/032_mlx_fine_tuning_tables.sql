create table fine_tuning_jobs (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users(id),
  base_model text not null,
  status text not null default 'queued',
  created_at timestamptz not null default now()
);

create table fine_tuning_examples (
  id bigint generated always as identity primary key,
  job_id uuid not null references fine_tuning_jobs(id) on delete cascade,
  prompt text not null,
  completion text not null
);

create policy "Users see own jobs" on fine_tuning_jobs for select using (auth.uid() = user_id);
create policy "Users create own jobs" on fine_tuning_jobs for insert with check (auth.uid() = user_id);

alter table fine_tuning_examples enable row level security;
create policy examples_read on fine_tuning_examples for select to authenticated
  using (job_id in (select j.id from fine_tuning_jobs j where j.user_id = (select auth.uid())));
