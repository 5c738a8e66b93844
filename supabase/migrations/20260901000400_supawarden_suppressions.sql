-- Findings accepted on purpose by an operator; those of the configuration stay in the configuration.
create table if not exists supawarden.suppressions (
  id uuid primary key default gen_random_uuid(),
  fingerprint text not null unique references supawarden.findings (fingerprint),
  reason text not null check (reason <> ''),
  owner text not null check (owner <> ''),
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);

comment on table supawarden.suppressions is 'Findings accepted on purpose: reason, owner, expiry.';

alter table supawarden.suppressions enable row level security;

-- Owner and service role pass row level security by attribute; nobody else is to see a row, whatever is granted later.
drop policy if exists suppressions_of_the_service on supawarden.suppressions;
create policy suppressions_of_the_service on supawarden.suppressions
  for all
  using (current_user = 'service_role')
  with check (current_user = 'service_role');
