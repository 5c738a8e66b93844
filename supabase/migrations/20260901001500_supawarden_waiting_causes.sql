-- A cause is what enough findings share: of a run in slices that is known at its end. Until then each finding waits here.
create table if not exists supawarden.waiting_causes (
  fingerprint text not null,
  source smallint not null,
  key text not null,
  member bigint not null,
  cause text not null,
  primary key (fingerprint, source)
);

comment on table supawarden.waiting_causes is 'What may turn out as the cause of findings of a run in slices; empty between runs.';

alter table supawarden.waiting_causes enable row level security;

-- Owner and service role pass row level security by attribute; nobody else is to see a row, whatever is granted later.
drop policy if exists waiting_causes_of_the_service on supawarden.waiting_causes;
create policy waiting_causes_of_the_service on supawarden.waiting_causes
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
    execute pg_catalog.format('revoke all on table supawarden.waiting_causes from %I', api_role);
  end loop;

  if exists (select from pg_catalog.pg_roles ro where ro.rolname = 'service_role') then
    grant select on table supawarden.waiting_causes to service_role;
  end if;
end
$$;
