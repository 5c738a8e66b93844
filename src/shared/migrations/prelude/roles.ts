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

/** Who is a member of what. */
const MEMBERS: readonly (readonly [roles: string, member: string])[] = [
  ["anon, authenticated, service_role", "authenticator"],
  ["anon, authenticated, service_role", "postgres"],
  [
    "supabase_auth_admin, supabase_storage_admin, supabase_functions_admin, supabase_realtime_admin",
    "postgres",
  ],
  ["authenticator", "supabase_storage_admin"],
  ["pg_monitor, pg_read_all_data, pg_signal_backend", "postgres"],
  ["pg_read_all_data", "supabase_read_only_user"],
  ["pg_read_all_data", "supabase_etl_admin"],
  ["pg_monitor", "supabase_etl_admin"],
  ["pg_monitor", "supabase_read_only_user"],
];

/**
 * Roles that are missing are made; one that exists (of whatever attributes) is left as it is. Roles to keep as they are
 * get no membership in one another either.
 */
export function rolesSql(keep: ReadonlySet<string> = new Set()): string {
  const creations = ROLES.map(
    ([name, attributes]) => `
  if not exists (select from pg_catalog.pg_roles where rolname = '${name}') then
    create role ${name} ${attributes};
  end if;`,
  );
  const grants = MEMBERS.flatMap(([roles, member]) => {
    const given = roles.split(", ").filter((role) => !keep.has(member) || !keep.has(role));
    return given.length === 0 ? [] : [`grant ${given.join(", ")} to ${member};`];
  });
  return `
do $roles$
begin${creations.join("")}
end
$roles$;

${grants.join("\n")}
`;
}
