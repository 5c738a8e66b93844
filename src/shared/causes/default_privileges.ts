import { parseAcl } from "../catalog/acl.ts";
import type { DefaultPrivilege } from "../catalog/default_privileges.ts";
import { API_ROLES } from "../catalog/scope.ts";
import { quoteIdent } from "../sql/ident.ts";

/** What keeps the default privilege from opening the next object; those that exist keep their grants. */
export function closeDefaultPrivilegeSql(entry: DefaultPrivilege): string | undefined {
  const open: readonly string[] = [...API_ROLES, "public"];
  const grantees = parseAcl(entry.acl)
    .filter(({ grantee, privileges }) => open.includes(grantee) && privileges.length > 0)
    .map(({ grantee }) => (grantee === "public" ? grantee : quoteIdent(grantee)));
  if (grantees.length === 0) return undefined;
  const place = entry.schema === null ? "" : ` in schema ${quoteIdent(entry.schema)}`;
  return `alter default privileges for role ${quoteIdent(entry.role)}${place} revoke all on ${entry.object_type}s from ${grantees.join(", ")};`;
}
