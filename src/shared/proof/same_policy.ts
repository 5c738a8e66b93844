import type { SchemaObject } from "../drift/schema_object.ts";
import type { EvidenceValue } from "../findings/finding.ts";
import { type AstValue, isAstNode, nodeList } from "../sql/ast.ts";
import type { SqlParser } from "../sql/parser.ts";
import { funcName, isNode, walk } from "../sql/walk.ts";

type Attributes = SchemaObject["attributes"];

/**
 * Whether a policy lets the same rows pass as before: nothing but its expressions differs, and those only in a scalar
 * subquery around a call that answers the same for the whole statement, or in a WITH CHECK that says what USING says.
 */
export function allowsTheSame(before: Attributes, after: Attributes, parser: SqlParser): boolean {
  for (const name of ["permissive", "command", "roles"]) {
    if (JSON.stringify(before[name]) !== JSON.stringify(after[name])) return false;
  }
  return (
    canonical(before.using, parser) === canonical(after.using, parser) &&
    canonical(checkOf(before), parser) === canonical(checkOf(after), parser)
  );
}

/** Postgres checks new rows by USING where a policy for ALL or UPDATE has no WITH CHECK. */
function checkOf({ with_check: check, using, command }: Attributes): EvidenceValue | undefined {
  return check === null && (command === "all" || command === "update") ? using : check;
}

function canonical(expression: EvidenceValue | undefined, parser: SqlParser): string {
  return typeof expression === "string" ? JSON.stringify(unwrapped(parser.parseExpression(expression))) : "";
}

/** The tree without places and without subqueries around a fact of the request. */
function unwrapped(value: AstValue): AstValue {
  if (Array.isArray(value)) return (value as readonly AstValue[]).map(unwrapped);
  if (!isAstNode(value)) return value;
  const inner = requestFact(value);
  if (inner !== undefined) return unwrapped(inner);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field]) => !/(?:^|_)(?:location|len)$/.test(field))
      .map(([field, item]) => [field, unwrapped(item)]),
  );
}

/** What a scalar subquery without tables selects, where it asks who the caller is. */
function requestFact(value: AstValue): AstValue {
  if (!isNode(value, "SubLink") || value.SubLink.subLinkType !== "EXPR_SUBLINK") return undefined;
  const select = value.SubLink.subselect;
  if (!isNode(select, "SelectStmt")) return undefined;
  const { targetList, limitOption: _limit, op: _op, ...rest } = select.SelectStmt;
  const [target, ...more] = nodeList(targetList);
  if (Object.keys(rest).length > 0 || more.length > 0 || !isNode(target, "ResTarget")) return undefined;
  const selected = target.ResTarget.val;
  let isStable = true;
  walk(selected, (kind, node) => {
    if (kind === "ColumnRef" || kind === "SubLink") isStable = false;
    if (kind === "FuncCall" && !asksForCaller(node)) isStable = false;
  });
  return isStable ? selected : undefined;
}

function asksForCaller(call: Parameters<typeof funcName>[0]): boolean {
  const { schema, name } = funcName(call);
  return (
    schema === "auth" || (name === "current_setting" && (schema === undefined || schema === "pg_catalog"))
  );
}
