-- What routine bodies refer to, by hash: a night reads only the bodies that are new. One row; it can be emptied any time.
create table if not exists supawarden.body_facts (
  only_row boolean primary key default true check (only_row),
  facts jsonb not null,
  updated_at timestamptz not null default now()
);

comment on table supawarden.body_facts is 'What routine bodies refer to, by hash, so that an unchanged body is not parsed again.';

alter table supawarden.body_facts enable row level security;

-- Owner and service role pass row level security by attribute; nobody else is to see a row, whatever is granted later.
drop policy if exists body_facts_of_the_service on supawarden.body_facts;
create policy body_facts_of_the_service on supawarden.body_facts
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
    execute pg_catalog.format('revoke all on table supawarden.body_facts from %I', api_role);
  end loop;

  if exists (select from pg_catalog.pg_roles ro where ro.rolname = 'service_role') then
    grant select on table supawarden.body_facts to service_role;
  end if;
end
$$;
