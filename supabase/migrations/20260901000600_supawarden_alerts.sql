-- Outbox: written in the transaction that stores a run, delivered afterwards, at least once.
create table if not exists supawarden.alerts (
  idempotency_key text primary key,
  run_id uuid not null references supawarden.runs (id),
  channel text not null,
  channel_type text not null,
  payload jsonb not null,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  delivered_at timestamptz,
  dead boolean not null default false,
  last_error text,
  created_at timestamptz not null,
  unique (run_id, channel)
);

comment on table supawarden.alerts is 'Alerts to deliver: one row a run and channel.';

alter table supawarden.alerts enable row level security;

-- Owner and service role pass row level security by attribute; nobody else is to see a row, whatever is granted later.
drop policy if exists alerts_of_the_service on supawarden.alerts;
create policy alerts_of_the_service on supawarden.alerts
  for all
  using (current_user = 'service_role')
  with check (current_user = 'service_role');
