import { type AstNode, type AstValue, isAstNode, nodeList } from "../sql/ast.ts";
import { quoteIdent } from "../sql/ident.ts";
import { normaliseTree } from "../sql/normalise.ts";
import { type SqlParser, SqlSyntaxError } from "../sql/parser.ts";
import { columnRefParts, isNode } from "../sql/walk.ts";
import type { SameText } from "./compare_objects.ts";

/**
 * Whether two deparsed texts mean the same. Postgres prints one meaning differently on its versions and after a restore:
 * since 16 it leaves the name of the only relation of a view out; a list of `in (…)` over varchar comes back with its cast
 * on every element; `and` comes back flat. A text that cannot be parsed is like none but itself.
 */
export function sameTextBy(parser: SqlParser): SameText {
  return (attribute, [left, right]) => {
    const canonical = canonicalText(parser, attribute, left);
    return canonical !== undefined && canonical === canonicalText(parser, attribute, right);
  };
}

/**
 * The query of a view as Postgres 15 prints it, which names the only relation of a query with each of its columns; nothing
 * where that makes no difference. Of the outermost query: inner ones name theirs on every version.
 */
export function qualifiedForm(parser: SqlParser, query: string): string | undefined {
  const [statement] = parser.parse(query).statements;
  if (statement === undefined || !isNode(statement.node, "SelectStmt")) return undefined;
  const select = statement.node.SelectStmt;
  const [only, ...more] = nodeList(select.fromClause);
  const name = only === undefined || more.length > 0 ? undefined : nameOf(only);
  if (name === undefined) return undefined;
  const places: number[] = [];
  const collect = (value: AstValue): void => {
    if (Array.isArray(value)) for (const item of value as readonly AstValue[]) collect(item);
    if (!isAstNode(value) || isNode(value, "SelectStmt")) return;
    if (isNode(value, "ColumnRef") && columnRefParts(value).length === 1)
      places.push(Number(value.ColumnRef.location ?? 0));
    else for (const part of Object.values(value)) collect(part);
  };
  for (const [field, part] of Object.entries(select)) if (field !== "fromClause") collect(part);
  if (places.length === 0) return undefined;
  const bytes = new TextEncoder().encode(query);
  const decoder = new TextDecoder();
  const ordered = [...new Set(places)].sort((left, right) => left - right);
  return [0, ...ordered]
    .map((from, index) => {
      const piece = decoder.decode(bytes.subarray(from, ordered[index] ?? bytes.length));
      return index === 0 ? piece : `${quoteIdent(name)}.${piece}`;
    })
    .join("");
}

/** The canonical form of a text, or nothing where it does not parse. */
export function canonicalText(parser: SqlParser, attribute: string, text: string): string | undefined {
  try {
    return parser
      .parse(asStatement(attribute, text))
      .statements.map(({ node }) => normaliseTree(parser, simplified(node) as AstNode))
      .join("\n");
  } catch (error) {
    if (error instanceof SqlSyntaxError) return undefined;
    throw error;
  }
}

/** A statement around the text, so that the grammar takes it. */
function asStatement(attribute: string, text: string): string {
  switch (attribute.split(" ")[0]) {
    case "query":
    case "definition":
      return text.startsWith("EXCLUDE") ? `alter table t add ${text}` : text;
    case "rule":
    case "statistics":
      return text;
    case "partition_key":
      return `create table t (a int4) partition by ${text}`;
    case "partition_bound":
      return `create table t partition of p ${text}`;
    case "sql_body":
      return `create function f() returns int4 language sql ${text}`;
    default:
      return `select ${text}`;
  }
}

function simplified(value: AstValue): AstValue {
  if (Array.isArray(value)) return (value as readonly AstValue[]).map(simplified);
  if (!isAstNode(value)) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([field, part]) => [field, simplified(part)]));
  if (isNode(inner, "SelectStmt")) return { ...inner, SelectStmt: withoutOnlyQualifier(inner.SelectStmt) };
  if (isNode(inner, "TypeCast")) return simpleCast(inner);
  return inner;
}

/** The columns of a query that reads one relation need not name it. Only of the query itself: inner queries name theirs. */
function withoutOnlyQualifier(select: AstNode): AstNode {
  const [only, ...more] = nodeList(select.fromClause);
  const name = only === undefined || more.length > 0 ? undefined : nameOf(only);
  if (name === undefined) return select;
  const strip = (value: AstValue): AstValue => {
    if (Array.isArray(value)) return (value as readonly AstValue[]).map(strip);
    if (!isAstNode(value) || isNode(value, "SelectStmt")) return value;
    if (isNode(value, "ColumnRef")) {
      const parts = columnRefParts(value);
      if (parts.length !== 2 || parts[0] !== name) return value;
      return { ColumnRef: { ...value.ColumnRef, fields: nodeList(value.ColumnRef.fields).slice(1) } };
    }
    return Object.fromEntries(Object.entries(value).map(([field, part]) => [field, strip(part)]));
  };
  return Object.fromEntries(
    Object.entries(select).map(([field, part]) => [field, field === "fromClause" ? part : strip(part)]),
  );
}

function nameOf(from: AstNode): string | undefined {
  for (const kind of ["RangeVar", "RangeSubselect", "RangeFunction"] as const) {
    if (!isNode(from, kind)) continue;
    const fields = from[kind];
    const alias = isNode(fields.alias, "Alias") ? fields.alias.Alias : fields.alias;
    if (isAstNode(alias) && typeof alias.aliasname === "string") return alias.aliasname;
    return typeof fields.relname === "string" ? fields.relname : undefined;
  }
  return undefined;
}

const TEXTS = new Set(["text", "varchar"]);

/** Casts of strings over casts of strings, and a cast of an array as one of its elements. */
function simpleCast(node: AstNode & { readonly TypeCast: AstNode }): AstNode {
  const { arg, typeName } = node.TypeCast;
  if (!isAstNode(typeName)) return node;
  const dimensions = nodeList(typeName.arrayBounds).length;
  if (dimensions === 1 && isNode(arg, "A_ArrayExpr")) {
    const { arrayBounds: _bounds, ...element } = typeName;
    const elements = nodeList(arg.A_ArrayExpr.elements).map((item) =>
      simpleCast({ TypeCast: { ...node.TypeCast, arg: item, typeName: element } }),
    );
    return { A_ArrayExpr: { ...arg.A_ArrayExpr, elements } };
  }
  if (
    dimensions === 0 &&
    isNode(arg, "TypeCast") &&
    isPlainText(typeName) &&
    isAstNode(arg.TypeCast.typeName) &&
    isPlainText(arg.TypeCast.typeName)
  ) {
    return { TypeCast: { ...node.TypeCast, arg: arg.TypeCast.arg } };
  }
  return node;
}

/** A string type without a length, which changes nothing of a string. */
function isPlainText(typeName: AstNode): boolean {
  const name = nodeList(typeName.names).at(-1);
  return (
    nodeList(typeName.arrayBounds).length === 0 &&
    nodeList(typeName.typmods).length === 0 &&
    isNode(name, "String") &&
    TEXTS.has(String(name.String.sval))
  );
}
