-- What routine bodies refer to, a row a body: a slice of a large audit reads those that it needs. It can be emptied any time.
drop table if exists supawarden.body_facts;

create table if not exists supawarden.known_bodies (
  key text primary key,
  body text not null,
  version text not null,
  facts jsonb not null,
  used_at timestamptz not null default now()
);

comment on table supawarden.known_bodies is 'What routine bodies refer to, by hash, so that an unchanged body is not parsed again.';

alter table supawarden.known_bodies enable row level security;

-- Owner and service role pass row level security by attribute; nobody else is to see a row, whatever is granted later.
drop policy if exists known_bodies_of_the_service on supawarden.known_bodies;
create policy known_bodies_of_the_service on supawarden.known_bodies
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
    execute pg_catalog.format('revoke all on table supawarden.known_bodies from %I', api_role);
  end loop;

  if exists (select from pg_catalog.pg_roles ro where ro.rolname = 'service_role') then
    grant select on table supawarden.known_bodies to service_role;
  end if;
end
$$;
