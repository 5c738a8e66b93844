import { type AstNode, isAstNode, nodeList } from "../../sql/ast.ts";
import { isNode, relationName } from "../../sql/walk.ts";
import type { ApplyContext } from "./apply.ts";
import type { StatePolicy, StateRelation } from "./schema_objects.ts";
import type { SchemaState } from "./schema_state.ts";

/** CREATE POLICY. One that exists already makes the statement fail and stays as it is. */
export function createPolicy(state: SchemaState, node: AstNode, context: ApplyContext): void {
  if (!isAstNode(node.table)) return;
  const relation = state.relationNamed(relationName(node.table), context.path);
  const name = String(node.policy_name);
  if (findPolicy(state, relation, name) !== undefined) return;
  state.policies.add({
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
  const policy = relation && findPolicy(state, relation, String(node.policy_name));
  if (policy === undefined) return;
  if (nodeList(node.roles).length > 0) policy.roles = rolesOf(node);
  if (isAstNode(node.qual)) policy.using = node.qual;
  if (isAstNode(node.with_check)) policy.check = node.with_check;
  policy.clausesFrom = context.origin;
}

/** The policy of a name on a relation. */
export function findPolicy(
  state: SchemaState,
  relation: StateRelation,
  name: string,
): StatePolicy | undefined {
  for (const policy of state.policies)
    if (policy.relation === relation && policy.name === name) return policy;
  return undefined;
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
