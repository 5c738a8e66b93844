import { type AstNode, type AstValue, isAstNode, nodeList } from "../sql/ast.ts";
import { constValue, funcName, isNode, nameParts, stringConst, typeName, wrappedKind } from "../sql/walk.ts";
import { type Flow, readQuery } from "./flow.ts";
import { findColumn, findRow, type Scope } from "./flow_scope.ts";
import { DISTANCE_FUNCTIONS, isDistanceOperator } from "./operators.ts";
import type { Size } from "./size.ts";

/** Functions whose result has the size of their first argument. */
const KEEPING_FUNCTIONS: ReadonlySet<string> = new Set(["l2_normalize", "avg", "sum", "binary_quantize"]);

/** Reads an expression, or any other part of a statement; gives the size of its value where that is a vector. */
export function readExpressionSize(flow: Flow, value: AstValue, scope: Scope): Size | undefined {
  if (Array.isArray(value)) {
    for (const item of value as readonly AstValue[]) readExpressionSize(flow, item, scope);
    return undefined;
  }
  if (!isAstNode(value)) return undefined;
  const kind = wrappedKind(value) ?? "";
  const fields = isAstNode(value[kind]) ? value[kind] : value;
  switch (kind) {
    case "ColumnRef":
      return readName(flow, nameParts(fields.fields), scope);
    case "ParamRef":
      return typeof fields.number === "number" ? flow.names.parameter(fields.number) : undefined;
    case "TypeCast":
      return readCast(flow, fields, scope);
    case "A_Expr":
      return readOperator(flow, fields, scope);
    case "FuncCall":
      return readCall(flow, fields, scope);
    case "SelectStmt":
      readQuery(flow, fields, scope);
      return undefined;
    case "SubLink":
      return readSubquery(flow, fields, scope);
    case "NamedArgExpr":
    case "CollateClause":
      return readExpressionSize(flow, fields.arg, scope);
    case "A_Indirection": {
      const array = readExpressionSize(flow, fields.arg, scope);
      const [step] = nodeList(fields.indirection);
      return array?.array === true && isNode(step, "A_Indices") ? { ...array, array: false } : undefined;
    }
    case "CoalesceExpr":
      return nodeList(fields.args)
        .map((item) => readExpressionSize(flow, item, scope))
        .find((size) => size !== undefined);
    default:
      for (const inner of Object.values(fields)) readExpressionSize(flow, inner, scope);
      return undefined;
  }
}

function readName(flow: Flow, parts: readonly string[], scope: Scope): Size | undefined {
  const [last = ""] = parts.slice(-1);
  const table = parts.at(-2);
  if (table === undefined) {
    const column = findColumn(scope, last);
    if (column === "ambiguous") return undefined;
    const variable = flow.names.variable(parts);
    // PL/pgSQL refuses such a name unless told which one it is.
    if (column !== undefined && variable !== undefined && flow.plpgsql) return undefined;
    return column ?? variable;
  }
  const row = findRow(scope, table);
  return row === undefined ? flow.names.variable(parts) : row.get(last);
}

function readCast(flow: Flow, cast: AstNode, scope: Scope): Size | undefined {
  const inner = readExpressionSize(flow, cast.arg, scope);
  if (!isAstNode(cast.typeName)) return undefined;
  const reference = typeName(cast.typeName);
  const [typmod = -1] = reference.typmods;
  const type = flow.names.type(reference, { typmod, array: reference.arrayDims > 0 });
  if (type === undefined) return undefined;
  const written = inner ?? literalSize(flow, cast.arg, type);
  if (type.dimension === -1) {
    return written && { ...written, kind: type.kind, stated: written.stated ?? written };
  }
  const size: Size = { ...type, source: type.source === "domain" ? "domain" : "cast", line: flow.line };
  if (written !== undefined && type.kind !== "bit") flow.findings.meet(written, size);
  // A part of a vector is cast to what it is, which says nothing of the column it was taken from.
  if (written?.source !== "subvector" && type.kind !== "bit") flow.findings.state(size);
  const argument = written?.source === "argument" ? written : written?.argument;
  const passed: Size = argument === undefined ? size : { ...size, argument, stated: size };
  return written?.column === undefined ? passed : { ...passed, column: written.column, stated: size };
}

/** The size of a vector written out, such as `'[1,2,3]'`, `'{1:0.5}/4'` or `array[1,2,3]`. */
function literalSize(flow: Flow, value: AstValue, type: Size): Size | undefined {
  if (type.array) return undefined;
  const text = stringConst(value)?.trim();
  const array = isNode(value, "A_ArrayExpr") ? nodeList(value.A_ArrayExpr.elements).length : undefined;
  const sparse = /^\{[^}]*\}\s*\/\s*(\d+)$/.exec(text ?? "")?.[1];
  const dense = /^\[([^\]]*)\]$/.exec(text ?? "")?.[1];
  const dimension = array ?? (sparse === undefined ? dense?.split(",").length : Number(sparse));
  if (dimension === undefined) return undefined;
  return { kind: type.kind, dimension, array: false, source: "literal", name: "constant", line: flow.line };
}

function readOperator(flow: Flow, expression: AstNode, scope: Scope): Size | undefined {
  const left = readExpressionSize(flow, expression.lexpr, scope);
  const right = readExpressionSize(flow, expression.rexpr, scope);
  const operator = nameParts(expression.name).at(-1) ?? "";
  const isArithmetic = operator === "+" || operator === "-" || operator === "*";
  if (isDistanceOperator(operator)) {
    for (const side of [left, right]) if (side !== undefined) flow.findings.search(side, operator);
  } else if (!isArithmetic) return undefined;
  // A constant without a cast takes the type of the other side, but never its size.
  const leftSize = left ?? (right && literalSize(flow, expression.lexpr, right));
  const rightSize = right ?? (left && literalSize(flow, expression.rexpr, left));
  if (leftSize !== undefined && rightSize !== undefined) flow.findings.meet(leftSize, rightSize);
  return isArithmetic ? (leftSize ?? rightSize) : undefined;
}

function readCall(flow: Flow, call: AstNode, scope: Scope): Size | undefined {
  const name = funcName(call);
  const args = nodeList(call.args);
  const sizes = args.map((argument) => readExpressionSize(flow, argument, scope));
  for (const field of ["agg_order", "agg_filter", "over"]) readExpressionSize(flow, call[field], scope);
  const [first, second] = sizes;
  if (DISTANCE_FUNCTIONS.has(name.name)) {
    if (first !== undefined && second !== undefined) flow.findings.meet(first, second);
    return undefined;
  }
  if (KEEPING_FUNCTIONS.has(name.name)) {
    if (first === undefined || name.name !== "binary_quantize") return first;
    return { ...first, kind: "bit", stated: first.stated ?? first };
  }
  if (name.name === "subvector") {
    const count = constValue(args[2]);
    return typeof count === "number" && first !== undefined
      ? {
          kind: first.kind,
          dimension: count,
          array: false,
          source: "subvector",
          name: first.name,
          line: flow.line,
        }
      : undefined;
  }
  args.forEach((argument, position) => {
    const size = sizes[position];
    if (size === undefined) return;
    const key = isNode(argument, "NamedArgExpr") ? String(argument.NamedArgExpr.name) : position;
    const declared = flow.names.argument(name, { key, count: args.length });
    if (declared !== undefined) flow.findings.meet(size, declared);
  });
  return undefined;
}

function readSubquery(flow: Flow, link: AstNode, scope: Scope): Size | undefined {
  readExpressionSize(flow, link.testexpr, scope);
  const select = isNode(link.subselect, "SelectStmt") ? link.subselect.SelectStmt : undefined;
  const [first] = select === undefined ? [] : readQuery(flow, select, scope);
  return link.subLinkType === "EXPR_SUBLINK" ? first?.size : undefined;
}
