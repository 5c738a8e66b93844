/** Schemas of the platform, the extensions every project starts with, and the grants on schema public. */
export function schemasSql(available: ReadonlySet<string>): string {
  const extension = (name: string) =>
    available.has(name) ? `create extension if not exists "${name}" with schema extensions;` : "";
  return `
create schema if not exists extensions authorization supabase_admin;
create schema if not exists supabase_functions authorization supabase_admin;
create schema if not exists pgbouncer authorization pgbouncer;

${extension("uuid-ossp")}
${extension("pgcrypto")}
${extension("pg_stat_statements")}

grant usage on schema extensions to postgres, anon, authenticated, service_role, dashboard_user;
grant create on schema extensions to postgres, dashboard_user;
grant usage, create on schema public to postgres;
grant usage on schema public to anon, authenticated, service_role;

do $path$
begin
  execute pg_catalog.format('alter database %I set search_path to "$user", public, extensions', pg_catalog.current_database());
end
$path$;
set search_path to "$user", public, extensions;
`;
}
