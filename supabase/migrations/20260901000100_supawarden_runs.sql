-- One row an audit. A row that says running while no session holds the run lock belongs to a dead worker.
create table if not exists supawarden.runs (
  id uuid primary key,
  status text not null default 'running' check (status in ('running', 'succeeded', 'failed', 'abandoned')),
  trigger text not null check (trigger in ('cli', 'http', 'cron')),
  source text not null check (source in ('database', 'migrations', 'snapshot')),
  started_at timestamptz not null,
  finished_at timestamptz,
  duration_ms integer,
  tool_version text not null,
  server_version text,
  git_commit text,
  exposed_schemas jsonb not null default '[]',
  exposed_schemas_source text check (exposed_schemas_source in ('config', 'authenticator', 'default')),
  summary jsonb,
  not_evaluated jsonb not null default '[]',
  stale_suppressions jsonb not null default '[]',
  error text,
  -- The order in which runs are listed.
  unique (started_at, id)
);

comment on table supawarden.runs is 'One row an audit: how it went and what it counted.';

alter table supawarden.runs enable row level security;

-- Owner and service role pass row level security by attribute; nobody else is to see a row, whatever is granted later.
drop policy if exists runs_of_the_service on supawarden.runs;
create policy runs_of_the_service on supawarden.runs
  for all
  using (current_user = 'service_role')
  with check (current_user = 'service_role');
