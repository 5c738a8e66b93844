import { type AstNode, isAstNode, nodeList } from "../sql/ast.ts";
import { isNode } from "../sql/walk.ts";
import type { TimelineEvent } from "./timeline.ts";

/** The columns that a CREATE TABLE names; nothing where others come from elsewhere. */
export function columnsMade(event: TimelineEvent): Map<string, TimelineEvent> | undefined {
  const { node, kind } = event.statement.statement;
  const fields = node[kind];
  if (kind !== "CreateStmt" || typeof fields !== "object" || fields === null) return undefined;
  const elements = nodeList((fields as AstNode).tableElts);
  return new Map(
    elements.flatMap((item) =>
      isNode(item, "ColumnDef") ? [[String(item.ColumnDef.colname), event] as const] : [],
    ),
  );
}

/** Whether a CREATE TABLE takes no columns over from a parent, a type or another table, and surely runs. */
export function namesAllColumns({ event, statement }: TimelineEvent): boolean {
  const create = statement.statement.node.CreateStmt;
  if (!isAstNode(create) || event.guarded === true) return false;
  if (create.inhRelations !== undefined || create.ofTypename !== undefined) return false;
  return !nodeList(create.tableElts).some((item) => isNode(item, "TableLikeClause"));
}
