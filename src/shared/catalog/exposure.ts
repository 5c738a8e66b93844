import { accessOf } from "./access.ts";
import { lookupOf } from "./lookup.ts";
import type { Relation } from "./relations.ts";
import type { Routine } from "./routines.ts";
import { API_ROLES, type ApiRole } from "./scope.ts";
import type { CatalogSnapshot } from "./snapshot.ts";

/** Schemas that the Data API serves, and how we know. */
export interface ExposedSchemas {
  readonly schemas: readonly string[];
  /** `config` ours, `authenticator` the setting of that role, `default` Supabase's default, since nothing says otherwise. */
  readonly source: "config" | "authenticator" | "default";
}

// The dashboard's value is not visible in SQL unless it is also set on the role; this is what a new project has.
const DEFAULT_EXPOSED = ["public", "graphql_public"] as const;

/** Resolves the exposed schemas: configuration, else `pgrst.db_schemas` of role authenticator, else the default. */
export function exposedSchemas(
  snapshot: CatalogSnapshot,
  configured: readonly string[] | undefined,
): ExposedSchemas {
  if (configured !== undefined) return { schemas: configured, source: "config" };
  const settings = lookupOf(snapshot).roles.get("authenticator")?.config ?? [];
  const setting = settings.findLast((entry) => entry.startsWith("pgrst.db_schemas="));
  if (setting !== undefined) {
    const schemas = setting
      .slice(setting.indexOf("=") + 1)
      .split(",")
      .map((schema) => schema.trim().replace(/^"(.*)"$/, "$1"))
      .filter((schema) => schema !== "");
    // PostgREST takes a setting without a name in it for none.
    if (schemas.length > 0) return { schemas, source: "authenticator" };
  }
  return { schemas: DEFAULT_EXPOSED, source: "default" };
}

/** Roles of the Data API that can run a row command on the relation: schema exposed, schema usage, and a privilege. */
export function apiReach(
  snapshot: CatalogSnapshot,
  relation: Relation,
  exposed: ExposedSchemas,
): ReadonlyMap<ApiRole, ReturnType<ReturnType<typeof accessOf>["rowPrivileges"]>> {
  const access = accessOf(snapshot);
  const reach = new Map<ApiRole, ReturnType<typeof access.rowPrivileges>>();
  if (!exposed.schemas.includes(relation.schema)) return reach;
  for (const role of API_ROLES) {
    if (!access.roleExists(role) || !access.schemaUsage(role, relation.schema)) continue;
    const privileges = access.rowPrivileges(role, relation);
    if (privileges.length > 0) reach.set(role, privileges);
  }
  return reach;
}

/** Roles of the Data API that can call the routine as an RPC: schema exposed, schema usage, EXECUTE. */
export function apiCallers(
  snapshot: CatalogSnapshot,
  routine: Routine,
  exposed: ExposedSchemas,
): readonly ApiRole[] {
  const access = accessOf(snapshot);
  if (!exposed.schemas.includes(routine.schema)) return [];
  return API_ROLES.filter(
    (role) =>
      access.roleExists(role) && access.schemaUsage(role, routine.schema) && access.canExecute(role, routine),
  );
}
