import { type AstNode, isAstNode, nodeList } from "../../sql/ast.ts";
import { isNode, relationName } from "../../sql/walk.ts";
import type { ApplyContext } from "./apply.ts";
import type { SchemaState } from "./schema_state.ts";

/** CREATE POLICY. One that exists already makes the statement fail and stays as it is. */
export function createPolicy(state: SchemaState, node: AstNode, context: ApplyContext): void {
  if (!isAstNode(node.table)) return;
  const relation = state.relationNamed(relationName(node.table), context.path);
  const name = String(node.policy_name);
  if (relation.policies.has(name)) return;
  relation.policies.set(name, {
    name,
    relation,
    permissive: node.permissive === true,
    command: String(node.cmd_name),
    roles: rolesOf(node),
    ...(isAstNode(node.qual) ? { using: node.qual } : {}),
    ...(isAstNode(node.with_check) ? { check: node.with_check } : {}),
    made: context.origin,
    clausesFrom: context.origin,
  });
}

/** ALTER POLICY: roles and expressions that it names are replaced. */
export function alterPolicy(state: SchemaState, node: AstNode, context: ApplyContext): void {
  if (!isAstNode(node.table)) return;
  const relation = state.findRelation(relationName(node.table), context.path);
  const policy = relation?.policies.get(String(node.policy_name));
  if (policy === undefined) return;
  if (nodeList(node.roles).length > 0) policy.roles = rolesOf(node);
  if (isAstNode(node.qual)) policy.using = node.qual;
  if (isAstNode(node.with_check)) policy.check = node.with_check;
  policy.clausesFrom = context.origin;
}

/** Role names of a statement; `public` where it names none. */
export function rolesOf(node: AstNode): readonly string[] {
  const roles = nodeList(node.roles).map(roleName);
  return roles.length === 0 ? ["public"] : roles;
}

/** Name of a role; `public` stands for everybody, `current_user` and its like for the one who migrates. */
export function roleName(item: AstNode): string {
  const role = isNode(item, "RoleSpec") ? item.RoleSpec : item;
  if (typeof role.rolename === "string") return role.rolename;
  return role.roletype === "ROLESPEC_PUBLIC" ? "public" : "postgres";
}
