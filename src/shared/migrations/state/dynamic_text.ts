import { type AstNode, type AstValue, nodeList } from "../../sql/ast.ts";
import { readPlaceholders } from "../../sql/format_string.ts";
import { type SqlParser, SqlSyntaxError } from "../../sql/parser.ts";
import type { RoutineBody } from "../../sql/plpgsql.ts";
import {
  columnRefParts,
  constValue,
  funcName,
  isNode,
  nameParts,
  relationName,
  walk,
} from "../../sql/walk.ts";

/** Stands in the text of an EXECUTE where a value goes that the text does not hold. */
export const HOLE = "supawarden_hole";

const MAX_VARIABLES = 8;

/**
 * Statements that an EXECUTE runs, with HOLE in place of every value that is known at run time only; none where the
 * text is no SQL without them.
 */
export function templateStatements(
  parser: SqlParser,
  expression: AstNode,
  body: RoutineBody,
): readonly { readonly node: AstNode; readonly kind: string }[] {
  try {
    return parser.parseTrees(textOf(expression, { body, depth: 0 }));
  } catch (error) {
    if (error instanceof SqlSyntaxError) return [];
    throw error;
  }
}

interface TextContext {
  readonly body: RoutineBody;
  readonly depth: number;
}

function textOf(value: AstValue, context: TextContext): string {
  const constant = constValue(value);
  if (constant !== undefined) return constant === null ? "" : String(constant);
  if (isNode(value, "TypeCast")) return textOf(value.TypeCast.arg, context);
  if (isNode(value, "A_Expr") && nameParts(value.A_Expr.name).at(-1) === "||") {
    return textOf(value.A_Expr.lexpr, context) + textOf(value.A_Expr.rexpr, context);
  }
  if (isNode(value, "FuncCall")) return callText(value.FuncCall, context);
  if (isNode(value, "ColumnRef")) return variableText(columnRefParts(value), context);
  return HOLE;
}

function callText(call: AstNode, context: TextContext): string {
  const { name } = funcName(call);
  const args = nodeList(call.args);
  if (name === "quote_literal" || name === "quote_nullable") return `'${HOLE}'`;
  if (name === "concat") return args.map((argument) => textOf(argument, context)).join("");
  if (name !== "format") return HOLE;
  const template = textOf(args[0], context);
  const values = readPlaceholders(template).map(({ type, argument }) => {
    const given = args[argument + 1];
    const constant = constValue(given);
    const known = typeof constant === "string" && type !== "L" ? constant : undefined;
    return type === "L" ? `'${HOLE}'` : (known ?? HOLE);
  });
  let next = 0;
  return template.replaceAll(/%(?:%|(?:\d+\$)?-?(?:\d+|\*(?:\d+\$)?)?[sIL])/g, (found) =>
    found === "%%" ? "%" : (values[next++] ?? HOLE),
  );
}

/** The text that the body gives a variable, where it does so once. */
function variableText(parts: readonly string[], { body, depth }: TextContext): string {
  const name = parts.length === 1 ? parts[0] : undefined;
  if (name === undefined || depth >= MAX_VARIABLES) return HOLE;
  const given = body.statements.filter(
    ({ expression, into }) => expression && into?.length === 1 && into[0] === name,
  );
  const [only] = given;
  const select = given.length === 1 && isNode(only?.node, "SelectStmt") ? only.node.SelectStmt : undefined;
  const [target] = nodeList(select?.targetList);
  return isNode(target, "ResTarget") ? textOf(target.ResTarget.val, { body, depth: depth + 1 }) : HOLE;
}

/** Whether a name of a template is one that the text does not hold. */
export function hasHole(...names: readonly (string | undefined)[]): boolean {
  return names.some((name) => name?.includes(HOLE) === true);
}

/** Texts that a body holds, the elements of written arrays one by one. */
export function constantTexts(body: RoutineBody): ReadonlySet<string> {
  const texts = new Set<string>();
  const collect = (root: AstNode): void =>
    walk(root, (kind, fields) => {
      if (kind !== "A_Const") return;
      const value = constValue({ A_Const: fields });
      if (typeof value !== "string") return;
      texts.add(value);
      const array = /^\{(.*)\}$/s.exec(value)?.[1];
      for (const element of array?.split(",") ?? []) texts.add(element.trim().replace(/^"(.*)"$/s, "$1"));
    });
  for (const { node } of body.statements) collect(node);
  for (const { expression } of body.dynamic) collect(expression);
  return texts;
}

const CATALOGS: ReadonlySet<string> = new Set(["pg_catalog", "information_schema"]);

/** Whether the values that stand in the text of an EXECUTE come from the catalogs. */
export function comesFromCatalog(expression: AstNode, body: RoutineBody): boolean {
  const variables = variablesBehind(expression, body);
  return body.statements.some(
    ({ node, into }) => into?.some((name) => variables.has(name)) === true && readsCatalog(node),
  );
}

/** Names of variables in an expression, and in what is assigned to them. */
function variablesBehind(expression: AstNode, body: RoutineBody): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (root: AstNode): void =>
    walk(root, (kind, fields) => {
      const name = kind === "ColumnRef" ? columnRefParts(fields)[0] : undefined;
      if (name === undefined || found.has(name)) return;
      found.add(name);
      for (const { node, into } of body.statements) if (into?.includes(name) === true) visit(node);
    });
  visit(expression);
  return found;
}

function readsCatalog(node: AstNode): boolean {
  let reads = false;
  walk(node, (kind, fields) => {
    if (kind !== "RangeVar") return;
    const { schema, name } = relationName(fields);
    reads ||= CATALOGS.has(schema ?? "") || (schema === undefined && name.startsWith("pg_"));
  });
  return reads;
}
