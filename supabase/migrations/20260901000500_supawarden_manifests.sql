-- Expected states of the schema, by name.
create table if not exists supawarden.manifests (
  name text primary key,
  manifest jsonb not null,
  stored_at timestamptz not null default now()
);

comment on table supawarden.manifests is 'Expected states of the schema, as `supawarden manifest` writes them.';

alter table supawarden.manifests enable row level security;

-- Owner and service role pass row level security by attribute; nobody else is to see a row, whatever is granted later.
drop policy if exists manifests_of_the_service on supawarden.manifests;
create policy manifests_of_the_service on supawarden.manifests
  for all
  using (current_user = 'service_role')
  with check (current_user = 'service_role');
