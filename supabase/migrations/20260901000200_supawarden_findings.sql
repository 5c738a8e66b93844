-- One row a fingerprint: what was last seen of the finding, and where it is in its life.
create table if not exists supawarden.findings (
  fingerprint text primary key,
  rule text not null,
  severity text not null check (severity in ('error', 'warn', 'info')),
  severity_rank smallint not null
    generated always as (case severity when 'error' then 0 when 'warn' then 1 else 2 end) stored,
  category text not null,
  title text not null,
  message text not null,
  object_kind text not null,
  object_identity text not null,
  object jsonb not null,
  evidence jsonb not null,
  rationale text not null,
  remediation jsonb not null,
  location jsonb,
  root_cause text,
  docs text not null,
  state text not null check (state in ('new', 'open', 'resolved', 'reopened')),
  -- What the configuration accepted when the finding was last seen.
  suppression jsonb,
  suppressed_until timestamptz,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  resolved_at timestamptz
);

comment on table supawarden.findings is 'One row a finding, in its current state.';

alter table supawarden.findings enable row level security;

-- Owner and service role pass row level security by attribute; nobody else is to see a row, whatever is granted later.
drop policy if exists findings_of_the_service on supawarden.findings;
create policy findings_of_the_service on supawarden.findings
  for all
  using (current_user = 'service_role')
  with check (current_user = 'service_role');
