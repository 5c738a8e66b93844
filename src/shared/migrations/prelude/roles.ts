/** Roles of a Supabase project with their attributes, as `create role` takes them. */
const ROLES: readonly (readonly [name: string, attributes: string])[] = [
  ["supabase_admin", "superuser createdb createrole replication bypassrls login"],
  ["postgres", "createdb createrole replication bypassrls login"],
  ["anon", "nologin noinherit"],
  ["authenticated", "nologin noinherit"],
  ["service_role", "nologin noinherit bypassrls"],
  ["authenticator", "login noinherit"],
  ["dashboard_user", "nologin createdb createrole replication"],
  ["pgbouncer", "login"],
  ["supabase_auth_admin", "login noinherit createrole"],
  ["supabase_storage_admin", "login noinherit createrole"],
  ["supabase_functions_admin", "login noinherit createrole"],
  ["supabase_realtime_admin", "nologin noinherit"],
  ["supabase_replication_admin", "login replication"],
  ["supabase_read_only_user", "login bypassrls"],
  ["supabase_etl_admin", "login replication"],
];

/** Roles that are missing are made; one that exists (of whatever attributes) is left as it is. */
export function rolesSql(): string {
  const creations = ROLES.map(
    ([name, attributes]) => `
  if not exists (select from pg_catalog.pg_roles where rolname = '${name}') then
    create role ${name} ${attributes};
  end if;`,
  );
  return `
do $roles$
begin${creations.join("")}
end
$roles$;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role to postgres;
grant supabase_auth_admin, supabase_storage_admin, supabase_functions_admin, supabase_realtime_admin to postgres;
grant authenticator to supabase_storage_admin;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;
grant pg_read_all_data to supabase_read_only_user, supabase_etl_admin;
grant pg_monitor to supabase_etl_admin, supabase_read_only_user;
`;
}
