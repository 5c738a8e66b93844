import { isAstNode, nodeList } from "../sql/ast.ts";
import type { ParsedStatement, SqlParser } from "../sql/parser.ts";
import { isNode } from "../sql/walk.ts";

/** The only statement of a text. */
export function onlyStatement(sql: string, parser: SqlParser): ParsedStatement | undefined {
  const { statements } = parser.parse(sql);
  return statements.length === 1 ? statements[0] : undefined;
}

/** The role that a statement makes an owner; nothing for any other statement. */
export function newOwnerOf({ kind, node }: ParsedStatement): string | undefined {
  const fields = node[kind];
  if (!isAstNode(fields)) return undefined;
  const roles =
    kind === "AlterOwnerStmt"
      ? [fields.newowner]
      : kind === "AlterTableStmt"
        ? nodeList(fields.cmds).map((item) =>
            isNode(item, "AlterTableCmd") && item.AlterTableCmd.subtype === "AT_ChangeOwner"
              ? item.AlterTableCmd.newowner
              : undefined,
          )
        : [];
  const [role, ...more] = roles;
  if (more.length > 0 || !isAstNode(role)) return undefined;
  return typeof role.rolename === "string" ? role.rolename : undefined;
}

/** Whether a statement adds a foreign key to a table that is there. */
export function addsForeignKey({ kind, node }: ParsedStatement): boolean {
  const fields = node[kind];
  if (kind !== "AlterTableStmt" || !isAstNode(fields)) return false;
  return nodeList(fields.cmds).some(
    (item) =>
      isNode(item, "AlterTableCmd") &&
      isNode(item.AlterTableCmd.def, "Constraint") &&
      item.AlterTableCmd.def.Constraint.contype === "CONSTR_FOREIGN",
  );
}

/** The name of the index that a statement makes. */
export function indexNameOf({ kind, node }: ParsedStatement): string | undefined {
  const fields = node[kind];
  if (kind !== "IndexStmt" || !isAstNode(fields)) return undefined;
  return typeof fields.idxname === "string" ? fields.idxname : undefined;
}
