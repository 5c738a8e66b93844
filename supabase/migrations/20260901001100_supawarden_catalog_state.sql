-- What the catalogs looked like to the last run that judged everything, so that a night on which nothing has changed is
-- told by one query. One row; where it is not there, the next run judges everything.
create table if not exists supawarden.catalog_state (
  run_id uuid primary key references supawarden.runs (id),
  -- Equals the row's own xmin: in a row that was copied from another database it does not.
  written_by xid8 not null default pg_current_xact_id(),
  state jsonb not null,
  -- Everything a judgement depends on beside the database: version, rules, configuration.
  inputs text not null,
  -- The first moment at which an acceptance of the configuration expires.
  valid_until timestamptz,
  -- What a report says beside findings, and which findings are in the store.
  carried jsonb not null,
  findings text not null
);

comment on table supawarden.catalog_state is 'State of the catalogs that the stored findings stand for.';

alter table supawarden.catalog_state enable row level security;

-- Owner and service role pass row level security by attribute; nobody else is to see a row, whatever is granted later.
drop policy if exists catalog_state_of_the_service on supawarden.catalog_state;
create policy catalog_state_of_the_service on supawarden.catalog_state
  for all
  using (current_user = 'service_role')
  with check (current_user = 'service_role');

-- Set by a run that found the catalogs as that earlier run had left them.
alter table supawarden.runs add column if not exists unchanged_since uuid;

comment on column supawarden.runs.unchanged_since is
  'The run since which nothing has changed: its findings were taken over, but for the rules on live figures.';

do $$
declare
  api_role text;
begin
  for api_role in
    select ro.rolname
    from pg_catalog.pg_roles ro
    where ro.rolname in ('anon', 'authenticated')
  loop
    execute pg_catalog.format('revoke all on table supawarden.catalog_state from %I', api_role);
  end loop;

  if exists (select from pg_catalog.pg_roles ro where ro.rolname = 'service_role') then
    grant select on table supawarden.catalog_state to service_role;
  end if;
end
$$;
