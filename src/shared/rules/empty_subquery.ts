import { type AstNode, nodeList } from "../sql/ast.ts";
import { funcName, isNode, walk } from "../sql/walk.ts";
import { constantOf, NULL, truth, UNKNOWN, type Value } from "./truth_value.ts";

/** The value of a subquery whose condition is true of no row. */
export function emptySubquery(link: AstNode, select: AstNode): Value {
  const targets = nodeList(select.targetList);
  const kind = link.subLinkType;
  // Without GROUP BY an aggregate answers with one row for none, and any function may be one.
  if (select.groupClause === undefined && targets.some(callsFunction)) {
    return kind === "EXPR_SUBLINK" && isCount(targets) ? constantOf(0) : UNKNOWN;
  }
  if (kind === "EXISTS_SUBLINK" || kind === "ANY_SUBLINK") return truth({ false: true });
  return kind === "EXPR_SUBLINK" ? NULL : UNKNOWN;
}

function callsFunction(target: AstNode): boolean {
  let found = false;
  walk(target, (kind) => {
    if (kind === "FuncCall") found = true;
    return !found;
  });
  return found;
}

function isCount([target, ...others]: readonly AstNode[]): boolean {
  if (others.length > 0 || !isNode(target, "ResTarget") || !isNode(target.ResTarget.val, "FuncCall"))
    return false;
  const { schema, name } = funcName(target.ResTarget.val.FuncCall);
  return name === "count" && (schema === undefined || schema === "pg_catalog");
}
