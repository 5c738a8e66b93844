-- Nothing for the roles of the Data API, reading for the service role. A database without these roles stays as it is.
revoke all on schema supawarden from public;

do $$
declare
  api_role text;
begin
  -- Default privileges of the database may have granted what was never meant for this schema.
  for api_role in
    select ro.rolname
    from pg_catalog.pg_roles ro
    where ro.rolname in ('anon', 'authenticated')
  loop
    execute pg_catalog.format('revoke all on schema supawarden from %I', api_role);
    execute pg_catalog.format('revoke all on all tables in schema supawarden from %I', api_role);
    execute pg_catalog.format('revoke all on all functions in schema supawarden from %I', api_role);
  end loop;

  if exists (select from pg_catalog.pg_roles ro where ro.rolname = 'service_role') then
    grant usage on schema supawarden to service_role;
    grant select on all tables in schema supawarden to service_role;
  end if;
end
$$;
