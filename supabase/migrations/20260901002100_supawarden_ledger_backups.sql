-- What `supawarden consolidate adopt` found in the ledger and what it wrote there, so that `undo` can put it back. The
-- command also makes this table alone, in a database where nothing else of this schema is.
create table if not exists supawarden.ledger_backups (
  id bigint generated always as identity primary key,
  taken_at timestamptz not null default now(),
  taken_by text not null default session_user,
  tool_version text not null,
  -- Names and types of the ledger's columns, in their order.
  columns json not null,
  -- Every row, each value as the text that Postgres reads back unchanged; json keeps that text as it is.
  rows_before json not null,
  rows_after json not null,
  -- Versions of the baseline.
  baseline text[] not null
);

comment on table supawarden.ledger_backups is
  'Rows of supabase_migrations.schema_migrations as they were before and after a consolidation was adopted.';

alter table supawarden.ledger_backups enable row level security;

-- Owner and service role pass row level security by attribute; nobody else is to see a row, whatever is granted later.
drop policy if exists ledger_backups_of_the_service on supawarden.ledger_backups;
create policy ledger_backups_of_the_service on supawarden.ledger_backups
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
    execute pg_catalog.format('revoke all on table supawarden.ledger_backups from %I', api_role);
    execute pg_catalog.format('revoke all on sequence supawarden.ledger_backups_id_seq from %I', api_role);
  end loop;

  if exists (select from pg_catalog.pg_roles ro where ro.rolname = 'service_role') then
    grant select on table supawarden.ledger_backups to service_role;
  end if;
end
$$;
