import { isPlatformRole } from "../catalog/scope.ts";
import type { EvidenceValue } from "../findings/finding.ts";
import type { DriftObject } from "./read_objects.ts";

// Objects of a kind that users make too and that the platform brings, in states that differ from project to project.

/** Extensions that a hosted project may have of the platform's own accord. */
const PLATFORM_EXTENSIONS: ReadonlySet<string> = new Set([
  "pg_graphql",
  "pg_stat_statements",
  "pgcrypto",
  "pgjwt",
  "pgsodium",
  "plpgsql",
  "supabase_vault",
  "uuid-ossp",
]);

/** Settings that the platform makes, by role; the empty name stands for the database. */
const PLATFORM_SETTINGS: Readonly<Record<string, readonly string[]>> = {
  "": ["search_path"],
  anon: ["statement_timeout"],
  authenticated: ["statement_timeout"],
  authenticator: ["statement_timeout", "lock_timeout", "session_preload_libraries"],
  postgres: ["search_path", "statement_timeout"],
};

/** Whether the platform may have made this setting. */
export function isPlatformSetting(role: string, name: string): boolean {
  if (PLATFORM_SETTINGS[role]?.includes(name) === true) return true;
  if (name.startsWith("app.settings.") || name.startsWith("pgrst."))
    return role === "" || role === "authenticator";
  return (
    isPlatformRole(role) &&
    !["anon", "authenticated", "authenticator", "postgres", "service_role"].includes(role)
  );
}

const API_ROLES = ["anon", "authenticated", "service_role"];

/** Whether default privileges of schema public are those that the platform set until 2026; newer projects have none. */
function isPlatformDefault({ type, schema, attributes }: DriftObject): boolean {
  if (type !== "default privileges" || schema !== "public") return false;
  const held = attributes.privileges;
  if (typeof held !== "object" || held === null || Array.isArray(held)) return false;
  const entries = Object.entries(held as { readonly [role: string]: EvidenceValue }).filter(
    ([role]) => role !== "@",
  );
  const [first] = entries;
  const all = ["all", "execute", "select update usage"];
  return (
    entries.length === API_ROLES.length &&
    entries.every(([role, privileges]) => API_ROLES.includes(role) && privileges === first?.[1]) &&
    all.includes(String(first?.[1]))
  );
}

/** Whether the object may be there or not without anybody having made or dropped it. */
export function isPlatformObject(object: DriftObject): boolean {
  switch (object.type) {
    case "extension":
      return PLATFORM_EXTENSIONS.has(object.name);
    case "default privileges":
      return isPlatformDefault(object);
    case "publication":
      return object.name === "supabase_realtime" && Object.keys(object.attributes).length === 0;
    default:
      return false;
  }
}

/** Whether the platform's grants on schema public are absent, as on a server of one's own. */
export function isStockPublic(privileges: EvidenceValue | undefined): boolean {
  if (typeof privileges !== "object" || privileges === null || Array.isArray(privileges)) return false;
  const entries = Object.entries(privileges as { readonly [role: string]: EvidenceValue });
  return entries.every(
    ([role, held]) =>
      (role === "public" && held === "usage") || (role === "pg_database_owner" && held === "create usage"),
  );
}

/** Whether they are exactly the platform's. */
export function isPlatformPublic(privileges: EvidenceValue | undefined): boolean {
  if (typeof privileges !== "object" || privileges === null || Array.isArray(privileges)) return false;
  const held = privileges as { readonly [role: string]: EvidenceValue };
  const { public: everybody, pg_database_owner: owner, ...others } = held;
  return (
    everybody === "usage" &&
    owner === "create usage" &&
    Object.keys(others).sort().join() === API_ROLES.join() &&
    Object.values(others).every((word) => word === "usage")
  );
}
