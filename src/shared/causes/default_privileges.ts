import { parseAcl } from "../catalog/acl.ts";
import type { DefaultPrivilege } from "../catalog/default_privileges.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Relation } from "../catalog/relations.ts";
import { API_ROLES } from "../catalog/scope.ts";
import type { Finding } from "../findings/finding.ts";
import { quoteIdent } from "../sql/ident.ts";
import type { CauseContext } from "./context.ts";

/** Rules that report a relation because a role of the Data API holds privileges on it. */
const OPENED: ReadonlySet<string> = new Set([
  "foreign_table_in_api",
  "insecure_queue_exposed_in_api",
  "materialized_view_in_api",
  "pg_graphql_anon_table_exposed",
  "pg_graphql_authenticated_table_exposed",
  "rls_disabled_in_public",
  "sensitive_columns_exposed",
]);

const API_GRANTEES: readonly string[] = [...API_ROLES, "public"];

/** The root cause of what one `alter default privileges` opened. */
export function defaultPrivilegeCause(entry: DefaultPrivilege): string {
  const place = entry.schema === null ? "every schema" : `schema ${entry.schema}`;
  return `default privileges of ${entry.role} on ${entry.object_type}s in ${place}`;
}

/** What keeps the default privilege from opening the next object; those that exist keep their grants. */
export function closeDefaultPrivilegeSql(entry: DefaultPrivilege): string | undefined {
  const grantees = [...openGrants([entry]).keys()].map((role) =>
    role === "public" ? role : quoteIdent(role),
  );
  if (grantees.length === 0) return undefined;
  const place = entry.schema === null ? "" : ` in schema ${quoteIdent(entry.schema)}`;
  return `alter default privileges for role ${quoteIdent(entry.role)}${place} revoke all on ${entry.object_type}s from ${grantees.join(", ")};`;
}

/** Findings on relations whose grants to the roles of the Data API are those that they were made with. */
export function* openedByDefault(
  findings: readonly Finding[],
  context: CauseContext,
): Generator<readonly [Finding, string]> {
  const entries = groupBy(
    context.defaultPrivileges.filter((entry) => entry.object_type === "table"),
    (entry) => entry.role,
  );
  // Relations of one owner and schema with one list are answered once.
  const known = new Map<string, string | undefined>();
  for (const finding of findings) {
    if (!OPENED.has(finding.rule)) continue;
    const relation = context.relationOf(finding);
    const own = relation === undefined ? undefined : entries.get(relation.owner);
    if (relation === undefined || own === undefined) continue;
    const key = `${relation.owner}\0${relation.schema}\0${relation.acl}`;
    const cause = known.has(key) ? known.get(key) : causeOf(relation, own);
    known.set(key, cause);
    if (cause !== undefined) yield [finding, cause];
  }
}

/** Entries for every schema and for the relation's own add up; the narrower one is named where both open something. */
function causeOf(relation: Relation, own: readonly DefaultPrivilege[]): string | undefined {
  const opening = own.filter(
    (entry) => (entry.schema === null || entry.schema === relation.schema) && openGrants([entry]).size > 0,
  );
  const entry = opening.find(({ schema }) => schema !== null) ?? opening[0];
  if (entry === undefined || relation.acl === null) return undefined;
  return textOf(openGrants([relation])) === textOf(openGrants(opening))
    ? defaultPrivilegeCause(entry)
    : undefined;
}

/** What the lists grant to the roles of the Data API and to everybody. */
function openGrants(lists: readonly { readonly acl: string | null }[]): Map<string, Set<string>> {
  const grants = new Map<string, Set<string>>();
  for (const { acl } of lists) {
    for (const { grantee, privileges } of acl === null ? [] : parseAcl(acl)) {
      if (!API_GRANTEES.includes(grantee)) continue;
      const held = grants.get(grantee) ?? new Set();
      for (const privilege of privileges) held.add(privilege);
      grants.set(grantee, held);
    }
  }
  return grants;
}

function textOf(grants: ReadonlyMap<string, ReadonlySet<string>>): string {
  return JSON.stringify([...grants].map(([grantee, held]) => [grantee, ...[...held].sort()]).sort());
}
