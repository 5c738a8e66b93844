import type { Database } from "../../database/database.ts";
import { authSql } from "./auth.ts";
import { defaultPrivilegesSql } from "./default_privileges.ts";
import { graphqlSql } from "./graphql.ts";
import { ledgerSql } from "./ledger.ts";
import { realtimeSql } from "./realtime.ts";
import { rolesSql } from "./roles.ts";
import { schemasSql } from "./schemas.ts";
import { standInSql } from "./stand_ins.ts";
import { storageSql } from "./storage.ts";
import { vault } from "./vault.ts";

/**
 * SQL that makes an empty database look like an empty Supabase project: roles, platform schemas with their tables and
 * functions, default privileges, ledger. For a superuser, Postgres 15 or later. Roles belong to the whole cluster.
 * `available` holds the names in pg_available_extensions: what is missing there is stood in for, or left out. Roles in
 * `keepRoles`, the server's own, are not touched.
 */
export function preludeSql(available: ReadonlySet<string>, keepRoles?: ReadonlySet<string>): string {
  return [
    "set check_function_bodies = off;",
    rolesSql(keepRoles),
    schemasSql(available),
    authSql(),
    storageSql(),
    realtimeSql(),
    available.has(vault.name) ? "create extension if not exists supabase_vault;" : standInSql(vault),
    graphqlSql(),
    ledgerSql(),
    defaultPrivilegesSql(),
    "reset check_function_bodies;",
  ].join("\n");
}

/** Loads the prelude into an empty database; roles to keep stay as they are. */
export async function installPrelude(
  database: Database,
  options: { readonly keepRoles?: ReadonlySet<string> } = {},
): Promise<void> {
  const available = await database.query<{ name: string }>(
    "select name::text from pg_catalog.pg_available_extensions",
  );
  await database.execute(
    preludeSql(new Set(available.map((extension) => extension.name)), options.keepRoles),
  );
}
