/**
 * Schemas that the Supabase platform or an extension owns. Objects in them are not the user's, except policies and
 * triggers that the user put on their tables.
 */
const PLATFORM_SCHEMAS: ReadonlySet<string> = new Set([
  "_analytics",
  "_realtime",
  "_supavisor",
  "auth",
  "cron",
  "dbdev",
  "etl",
  "extensions",
  "graphql",
  "graphql_public",
  "information_schema",
  "net",
  "pg_catalog",
  "pgbouncer",
  "pgmq",
  "pgmq_public",
  "pgroonga",
  "pgsodium",
  "pgsodium_masks",
  "pgtle",
  "realtime",
  "repack",
  "storage",
  "supabase_functions",
  "supabase_migrations",
  "tiger",
  "tiger_data",
  "topology",
  "vault",
]);

const PLATFORM_SCHEMA_PREFIXES = ["pg_toast", "pg_temp", "timescaledb_", "_timescaledb_"] as const;

/** Roles that the Supabase platform makes and manages. */
const PLATFORM_ROLES: ReadonlySet<string> = new Set([
  "anon",
  "authenticated",
  "authenticator",
  "dashboard_user",
  "pgbouncer",
  "postgres",
  "service_role",
  "supabase_admin",
  "supabase_auth_admin",
  "supabase_etl_admin",
  "supabase_functions_admin",
  "supabase_read_only_user",
  "supabase_realtime_admin",
  "supabase_replication_admin",
  "supabase_storage_admin",
]);

/** Roles in whose name the Data API runs a request: `anon` without a session, `authenticated` with one. */
export const API_ROLES = ["anon", "authenticated"] as const;

/** A role of the Data API. */
export type ApiRole = (typeof API_ROLES)[number];

/**
 * SQL condition: the schema is the user's, as `isPlatformSchema` tells it.
 * @param name an expression of type text.
 */
export function userSchemaSql(name: string): string {
  const listed = [...PLATFORM_SCHEMAS].map((schema) => `'${schema}'`).join(", ");
  const begun = PLATFORM_SCHEMA_PREFIXES.map((prefix) => `and not starts_with(${name}, '${prefix}')`);
  return `${name} not in (${listed}) ${begun.join(" ")}`;
}

/**
 * SQL condition: the role is the user's, as `isPlatformRole` tells it.
 * @param name an expression of type text.
 */
export function userRoleSql(name: string): string {
  const listed = [...PLATFORM_ROLES].map((role) => `'${role}'`).join(", ");
  return `${name} not in (${listed}) and not starts_with(${name}, 'pg_') and not starts_with(${name}, 'cli_login_')`;
}

/** Whether the platform, not the user, owns what lies in the schema. */
export function isPlatformSchema(schema: string): boolean {
  return PLATFORM_SCHEMAS.has(schema) || PLATFORM_SCHEMA_PREFIXES.some((prefix) => schema.startsWith(prefix));
}

/** Whether the role is Postgres' own (`pg_…`) or the platform's (`cli_login_…` are the CLI's temporary logins). */
export function isPlatformRole(role: string): boolean {
  return PLATFORM_ROLES.has(role) || role.startsWith("pg_") || role.startsWith("cli_login_");
}

/** Whether an object is the user's: neither in a platform schema nor a member of an extension. */
export function isUserObject(object: {
  readonly schema: string;
  readonly extension: string | null;
}): boolean {
  return object.extension === null && !isPlatformSchema(object.schema);
}
