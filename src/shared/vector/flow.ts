import { type AstNode, type AstValue, isAstNode, nodeList } from "../sql/ast.ts";
import { isNode, nameParts, type QualifiedName, relationName, wrappedKind } from "../sql/walk.ts";
import { readExpressionSize } from "./flow_expressions.ts";
import { findWithQuery, innerScope, type Output, type Row, rowOf, type Scope } from "./flow_scope.ts";
import type { Size } from "./size.ts";

/** What the flow asks of its surroundings. */
export interface FlowNames {
  /** Vector columns of a relation; nothing for one that is not known. */
  row(relation: QualifiedName): Row | undefined;
  /** All column names of a relation, in order: what an INSERT without a list fills. */
  columnNames(relation: QualifiedName): readonly string[];
  /** A variable or argument, or a field of a record: one or two names. */
  variable(parts: readonly string[]): Size | undefined;
  /** An argument by number, from 1. */
  parameter(position: number): Size | undefined;
  /** A type as the text names it. */
  type(name: QualifiedName, options: { readonly typmod: number; readonly array: boolean }): Size | undefined;
  /** Declared argument of a routine by name or 0-based position. */
  argument(
    routine: QualifiedName,
    argument: { readonly key: string | number; readonly count: number },
  ): Size | undefined;
}

/** What the flow finds. */
export interface FlowFindings {
  /** Two values that must have the same size. */
  meet(left: Size, right: Size): void;
  /** A distance operator with this value on one side. */
  search(value: Size, operator: string): void;
  /** A size that the text writes down. */
  state(size: Size): void;
}

/** Follows vector sizes through one statement. */
export interface Flow {
  readonly names: FlowNames;
  readonly findings: FlowFindings;
  /** In a PL/pgSQL body a name that is both a column and a variable is an error, in an SQL body it is the column. */
  readonly plpgsql: boolean;
  readonly line: number;
}

/** Reads a wrapped statement; gives what it returns. */
export function readStatement(flow: Flow, node: AstNode, outer?: Scope): readonly Output[] {
  if (isNode(node, "SelectStmt")) return readQuery(flow, node.SelectStmt, outer);
  const kind = wrappedKind(node) ?? "";
  const fields = node[kind];
  if (!isAstNode(fields)) return [];
  const scope = innerScope(outer);
  if (kind === "InsertStmt") return readInsert(flow, fields, scope);
  if (kind === "UpdateStmt" || kind === "DeleteStmt") return readUpdate(flow, fields, scope);
  readExpressionSize(flow, node, scope);
  return [];
}

/** Reads the fields of a SelectStmt; gives its columns. */
export function readQuery(flow: Flow, select: AstNode, outer?: Scope): readonly Output[] {
  const scope = innerScope(outer);
  readWith(flow, select.withClause, scope);
  if (isAstNode(select.larg) && isAstNode(select.rarg)) {
    const left = readQuery(flow, select.larg, scope);
    readQuery(flow, select.rarg, scope);
    return left;
  }
  readFrom(flow, select.fromClause, scope);
  const outputs = readTargets(flow, select.targetList, scope);
  for (const field of [
    "whereClause",
    "groupClause",
    "havingClause",
    "windowClause",
    "sortClause",
    "distinctClause",
  ]) {
    readExpressionSize(flow, select[field], scope);
  }
  const rows = nodeList(select.valuesLists).map((list) => readList(flow, list, scope));
  return rows[0]?.map((size, position) => output(`column${position + 1}`, size)) ?? outputs;
}

function readWith(flow: Flow, clause: AstValue, scope: Scope): void {
  if (!isAstNode(clause)) return;
  for (const item of nodeList(clause.ctes)) {
    const query = isNode(item, "CommonTableExpr") ? item.CommonTableExpr : undefined;
    if (query === undefined || !isAstNode(query.ctequery)) continue;
    const outputs = readStatement(flow, query.ctequery, scope);
    const names = nameParts(query.aliascolnames);
    scope.withQueries.set(
      String(query.ctename),
      outputs.map((entry, position) => ({ ...entry, name: names[position] ?? entry.name })),
    );
  }
}

function readFrom(flow: Flow, items: AstValue, scope: Scope): void {
  for (const item of nodeList(items)) {
    if (isNode(item, "RangeVar")) addRelation(flow, item.RangeVar, scope);
    else if (isNode(item, "RangeSubselect")) {
      const query = item.RangeSubselect.subquery;
      const outputs = isAstNode(query) ? readStatement(flow, query, scope) : [];
      const { name, columns } = aliasOf(item.RangeSubselect);
      scope.rows.set(name ?? `?${scope.rows.size}`, rowOf(outputs, columns));
    } else if (isNode(item, "JoinExpr")) {
      readFrom(flow, [item.JoinExpr.larg, item.JoinExpr.rarg], scope);
      readExpressionSize(flow, item.JoinExpr.quals, scope);
    } else readExpressionSize(flow, item, scope);
  }
}

function addRelation(flow: Flow, rangeVar: AstNode, scope: Scope): void {
  const relation = relationName(rangeVar);
  const { name, columns } = aliasOf(rangeVar);
  const query = relation.schema === undefined ? findWithQuery(scope, relation.name) : undefined;
  const row = query === undefined ? flow.names.row(relation) : rowOf(query, columns);
  // An unknown relation hides the outer ones of its name all the same.
  scope.rows.set(name ?? relation.name, row ?? new Map());
}

function aliasOf(item: AstNode): { readonly name?: string; readonly columns: readonly string[] } {
  const alias = isAstNode(item.alias) ? item.alias : undefined;
  const name = alias?.aliasname;
  return { ...(typeof name === "string" ? { name } : {}), columns: nameParts(alias?.colnames) };
}

function readTargets(flow: Flow, items: AstValue, scope: Scope): readonly Output[] {
  return nodeList(items).flatMap((item): readonly Output[] => {
    const target = isNode(item, "ResTarget") ? item.ResTarget : undefined;
    if (target === undefined) return [];
    const parts = isNode(target.val, "ColumnRef") ? nameParts(target.val.ColumnRef.fields) : [];
    if (parts.at(-1) === "*") return starOutputs(scope, parts.at(-2));
    const name = typeof target.name === "string" ? target.name : (parts.at(-1) ?? "");
    return [output(name, readExpressionSize(flow, target.val, scope))];
  });
}

/** Of `*` only the vector columns are known, so their positions are not: a nameless output in front says so. */
function starOutputs(scope: Scope, table: string | undefined): readonly Output[] {
  const rows =
    table === undefined ? [...scope.rows.values()] : [scope.rows.get(table) ?? new Map<string, Size>()];
  return [{ name: "*" }, ...rows.flatMap((row) => [...row].map(([name, size]) => output(name, size)))];
}

function output(name: string, size: Size | undefined): Output {
  return size === undefined ? { name } : { name, size };
}

function readList(flow: Flow, list: AstNode, scope: Scope): readonly (Size | undefined)[] {
  return isNode(list, "List")
    ? nodeList(list.List.items).map((item) => readExpressionSize(flow, item, scope))
    : [];
}

function readInsert(flow: Flow, insert: AstNode, scope: Scope): readonly Output[] {
  readWith(flow, insert.withClause, scope);
  const relation = isAstNode(insert.relation) ? relationName(insert.relation) : undefined;
  if (relation === undefined) return [];
  const row = flow.names.row(relation) ?? new Map<string, Size>();
  const listed = nodeList(insert.cols).flatMap((item) =>
    isNode(item, "ResTarget") ? [String(item.ResTarget.name)] : [],
  );
  const columns = listed.length > 0 ? listed : flow.names.columnNames(relation);
  const fill = (sizes: readonly (Size | undefined)[]): void => {
    sizes.forEach((size, position) => {
      const column = row.get(columns[position] ?? "");
      if (size !== undefined && column !== undefined) flow.findings.meet(size, column);
    });
  };
  const select = isNode(insert.selectStmt, "SelectStmt") ? insert.selectStmt.SelectStmt : undefined;
  const lists = nodeList(select?.valuesLists);
  if (select !== undefined && lists.length > 0) {
    readWith(flow, select.withClause, scope);
    for (const list of lists) fill(readList(flow, list, scope));
  } else if (select !== undefined) {
    const outputs = readQuery(flow, select, scope);
    if (!outputs.some(({ name }) => name === "*")) fill(outputs.map(({ size }) => size));
  }
  const inner = innerScope(scope);
  const alias = isAstNode(insert.relation) ? aliasOf(insert.relation).name : undefined;
  inner.rows.set(alias ?? relation.name, row);
  const conflict = isAstNode(insert.onConflictClause) ? insert.onConflictClause : undefined;
  if (conflict !== undefined) {
    const merged = innerScope(inner);
    merged.rows.set("excluded", row);
    readAssignments(flow, conflict.targetList, { row, scope: merged });
  }
  return readReturning(flow, insert, inner);
}

/** UPDATE and DELETE: one relation, others beside it, conditions. */
function readUpdate(flow: Flow, statement: AstNode, scope: Scope): readonly Output[] {
  readWith(flow, statement.withClause, scope);
  const relation = isAstNode(statement.relation) ? relationName(statement.relation) : undefined;
  if (relation === undefined || !isAstNode(statement.relation)) return [];
  addRelation(flow, statement.relation, scope);
  readFrom(flow, statement.fromClause, scope);
  readFrom(flow, statement.usingClause, scope);
  readAssignments(flow, statement.targetList, { row: flow.names.row(relation) ?? new Map(), scope });
  readExpressionSize(flow, statement.whereClause, scope);
  return readReturning(flow, statement, scope);
}

function readAssignments(
  flow: Flow,
  targets: AstValue,
  { row, scope }: { readonly row: Row; readonly scope: Scope },
): void {
  for (const item of nodeList(targets)) {
    const target = isNode(item, "ResTarget") ? item.ResTarget : undefined;
    const value = readExpressionSize(flow, target?.val, scope);
    const column = row.get(String(target?.name));
    if (value !== undefined && column !== undefined) flow.findings.meet(value, column);
  }
}

/** Postgres 18 wraps the list of RETURNING into a clause. */
function readReturning(flow: Flow, statement: AstNode, scope: Scope): readonly Output[] {
  const clause = isAstNode(statement.returningClause) ? statement.returningClause.exprs : undefined;
  return readTargets(flow, clause ?? statement.returningList, scope);
}
