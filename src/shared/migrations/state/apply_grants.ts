import { API_ROLES, type ApiRole } from "../../catalog/scope.ts";
import { type AstNode, type AstValue, isAstNode, nodeList } from "../../sql/ast.ts";
import { isNode, nameParts, relationName } from "../../sql/walk.ts";
import type { ApplyContext } from "./apply.ts";
import { roleName } from "./apply_policies.ts";
import type { SchemaState } from "./schema_state.ts";

/** What a client needs to see or change rows; without all of them a role has nothing on the table. */
const ROW_PRIVILEGES = ["select", "insert", "update", "delete"] as const;

/** GRANT and REVOKE on tables and schemas, as far as they reach the roles of the Data API. */
export function changePrivileges(state: SchemaState, node: AstNode, context: ApplyContext): void {
  const roles = apiRoles(node.grantees);
  if (roles.length === 0) return;
  if (node.objtype === "OBJECT_SCHEMA") {
    for (const schema of nameParts(node.objects)) setRoles(state.closedSchemas, schema, { node, roles });
    return;
  }
  if (node.objtype !== "OBJECT_TABLE" || (node.is_grant !== true && !takesAll(node.privileges))) return;
  const relations =
    node.targtype === "ACL_TARGET_ALL_IN_SCHEMA"
      ? [...state.relations.values()].filter(({ schema }) => nameParts(node.objects).includes(schema))
      : nodeList(node.objects).map((item) => state.relationNamed(relationName(item), context.path));
  for (const relation of relations) {
    for (const role of roles) {
      if (node.is_grant === true) relation.api.add(role);
      else relation.api.delete(role);
    }
  }
}

/** ALTER DEFAULT PRIVILEGES of a schema's tables. */
export function changeDefaultPrivileges(state: SchemaState, node: AstNode): void {
  const action = isAstNode(node.action) ? node.action : {};
  const roles = apiRoles(action.grantees);
  if (action.objtype !== "OBJECT_TABLE" || roles.length === 0) return;
  if (action.is_grant !== true && !takesAll(action.privileges)) return;
  // The platform grants in the schema: a default without a schema takes nothing of that away.
  const schemas = nodeList(node.options).flatMap((item) =>
    isNode(item, "DefElem") && item.DefElem.defname === "schemas" && isNode(item.DefElem.arg, "List")
      ? nameParts(item.DefElem.arg.List.items)
      : [],
  );
  for (const schema of schemas) setRoles(state.closedByDefault, schema, { node: action, roles });
}

/** GRANT role TO role. */
export function changeMembership(state: SchemaState, node: AstNode): void {
  const granted = nodeList(node.granted_roles).flatMap((item) =>
    isNode(item, "AccessPriv") ? [String(item.AccessPriv.priv_name)] : [],
  );
  for (const role of granted) {
    const members = state.members.get(role) ?? new Set<string>();
    for (const member of nodeList(node.grantee_roles).map(roleName)) {
      if (node.is_grant === true) members.add(member);
      else members.delete(member);
    }
    state.members.set(role, members);
  }
}

function setRoles(
  closed: Map<string, Set<ApiRole>>,
  schema: string,
  { node, roles }: { readonly node: AstNode; readonly roles: readonly ApiRole[] },
): void {
  const set = closed.get(schema) ?? new Set<ApiRole>();
  for (const role of roles) {
    if (node.is_grant === true) set.delete(role);
    else set.add(role);
  }
  closed.set(schema, set);
}

/** The platform grants to both roles by name: what is taken from `public` leaves that. */
function apiRoles(grantees: AstValue): readonly ApiRole[] {
  const names = nodeList(grantees).map(roleName);
  return API_ROLES.filter((role) => names.includes(role));
}

function takesAll(privileges: AstValue): boolean {
  const named = nodeList(privileges).flatMap((item) =>
    isNode(item, "AccessPriv") && nodeList(item.AccessPriv.cols).length === 0
      ? [String(item.AccessPriv.priv_name)]
      : [],
  );
  return nodeList(privileges).length === 0 || ROW_PRIVILEGES.every((privilege) => named.includes(privilege));
}
