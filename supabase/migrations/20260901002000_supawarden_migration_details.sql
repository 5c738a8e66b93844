-- What the ledger has no column for: when, how long and from which commit a migration was applied, what its file said,
-- and how far one came that cannot be a single transaction. `supawarden migrate` also makes this table alone, in a
-- database where nothing else of this schema is.
create table if not exists supawarden.migration_details (
  version text primary key,
  name text not null,
  -- SHA-256 of the parsed statements: comments and layout make no difference.
  checksum text not null,
  statements integer not null,
  -- Fewer than `statements`, and no row in the ledger: applied in part.
  statements_done integer not null,
  -- SHA-256 of the statements done, as they are written; the rest runs only where these have stayed.
  done_checksum text not null,
  duration_ms integer not null,
  git_commit text,
  tool_version text not null,
  applied_by text not null default session_user,
  started_at timestamptz not null,
  applied_at timestamptz,
  check (statements_done between 0 and statements),
  check (duration_ms >= 0)
);

comment on table supawarden.migration_details is
  'Duration, commit and checksum of the migrations that supawarden migrate has applied; one row a version of the ledger.';

alter table supawarden.migration_details enable row level security;

-- Owner and service role pass row level security by attribute; nobody else is to see a row, whatever is granted later.
drop policy if exists migration_details_of_the_service on supawarden.migration_details;
create policy migration_details_of_the_service on supawarden.migration_details
  for all
  using (current_user = 'service_role')
  with check (current_user = 'service_role');

do $$
declare
  api_role text;
begin
  for api_role in
    select ro.rolname
    from pg_catalog.pg_roles ro
    where ro.rolname in ('anon', 'authenticated')
  loop
    execute pg_catalog.format('revoke all on table supawarden.migration_details from %I', api_role);
  end loop;

  if exists (select from pg_catalog.pg_roles ro where ro.rolname = 'service_role') then
    grant select on table supawarden.migration_details to service_role;
  end if;
end
$$;
