-- What the installation keeps between runs.
create table if not exists supawarden.settings (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);

comment on table supawarden.settings is 'Settings of this installation.';

alter table supawarden.settings enable row level security;

-- Owner and service role pass row level security by attribute; nobody else is to see a row, whatever is granted later.
drop policy if exists settings_of_the_service on supawarden.settings;
create policy settings_of_the_service on supawarden.settings
  for all
  using (current_user = 'service_role')
  with check (current_user = 'service_role');
