-- Every change of a finding's state, with the run that saw it. A run changes a finding at most once.
create table if not exists supawarden.finding_events (
  fingerprint text not null references supawarden.findings (fingerprint),
  run_id uuid not null references supawarden.runs (id),
  state text not null check (state in ('new', 'open', 'resolved', 'reopened')),
  previous_state text check (previous_state in ('new', 'open', 'resolved', 'reopened')),
  severity text not null check (severity in ('error', 'warn', 'info')),
  at timestamptz not null,
  primary key (fingerprint, run_id),
  -- The changes of one run.
  unique (run_id, fingerprint)
);

comment on table supawarden.finding_events is 'Every change of state of a finding. Rows are added, never changed.';

create or replace function supawarden.refuse_change()
  returns trigger
  language plpgsql
  set search_path = ''
as $$
begin
  raise exception '%.% is append only', tg_table_schema, tg_table_name
    using errcode = 'restrict_violation', hint = 'History is added to, never rewritten.';
end
$$;

revoke all on function supawarden.refuse_change() from public;

create or replace trigger finding_events_append_only
  before update or delete or truncate on supawarden.finding_events
  for each statement
  execute function supawarden.refuse_change();

alter table supawarden.finding_events enable row level security;

-- Owner and service role pass row level security by attribute; nobody else is to see a row, whatever is granted later.
drop policy if exists finding_events_of_the_service on supawarden.finding_events;
create policy finding_events_of_the_service on supawarden.finding_events
  for all
  using (current_user = 'service_role')
  with check (current_user = 'service_role');
