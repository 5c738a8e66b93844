import { type AstNode, type AstValue, isAstNode, nodeList } from "./ast.ts";
import type { BodyNames } from "./body_names.ts";
import { addItems, addRelation, innerScope, outputNames, type Scope } from "./body_scope.ts";
import type { BodyStatement } from "./plpgsql.ts";
import { MADE_FIELDS, MADE_NAMES, QUERIES, WRITTEN_FIELDS } from "./statement_fields.ts";
import {
  fieldKind,
  fieldsOf,
  isNode,
  nameParts,
  type QualifiedName,
  relationName,
  wrappedKind,
} from "./walk.ts";

/** Where a node stands: in a field of a node of a kind. */
interface Place {
  readonly kind: string;
  readonly field: string;
  readonly scope: Scope | undefined;
}

type Surroundings = Pick<Place, "kind" | "scope">;

/** Reads the fields of a node of one kind. */
type Reader = (names: BodyNames, node: AstNode, place: Place) => void;

/** Reads one statement of a body in one walk. */
export function readStatementNames(names: BodyNames, statement: BodyStatement): void {
  names.line = statement.line;
  for (const target of statement.into ?? []) names.addField(target.split("."));
  if (statement.simple !== undefined) {
    if (statement.simple.hasOperator) names.addOperator(true);
    for (const parts of statement.simple.fields) names.addField(parts);
    return;
  }
  names.isQuery = QUERIES.has(statement.kind);
  names.withNames.clear();
  readNode(names, statement.node, { kind: "", field: "", scope: undefined });
}

function readNode(names: BodyNames, value: AstValue, place: Place): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly AstValue[]) readNode(names, item, place);
    return;
  }
  if (!isAstNode(value)) return;
  const kind = wrappedKind(value);
  const own = kind ?? fieldKind(place.kind, place.field);
  const node = kind === undefined ? value : (value[kind] as AstNode);
  const read = READERS.get(own);
  if (read !== undefined) read(names, node, place);
  else readFields(names, node, { kind: own, scope: place.scope });
}

function readFields(names: BodyNames, node: AstNode, { kind, scope }: Surroundings): void {
  for (const field in node) {
    const value = node[field];
    if (typeof value === "object" && value !== null) readNode(names, value, { kind, field, scope });
  }
}

interface FieldList extends Surroundings {
  readonly fields: readonly string[];
}

function readSome(names: BodyNames, node: AstNode, { kind, scope, fields }: FieldList): void {
  for (const field of fields) {
    const value = node[field];
    if (value !== undefined) readNode(names, value, { kind, field, scope });
  }
}

function ignore(): void {}

/** Kinds that are more to the walk than the sum of their fields. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["A_Const", ignore],
  ["Alias", ignore],
  // FOR UPDATE OF names items of the query.
  ["LockingClause", ignore],
  ["ParamRef", ignore],
  ["String", ignore],
  ["ColumnRef", (names, node, { scope }) => names.addColumn(node.fields, scope)],
  ["RangeVar", readRangeVar],
  ["A_Expr", readOperator],
  ["FuncCall", readCall],
  ["TypeCast", readCast],
  ["WithClause", readWith],
  ["SelectStmt", (names, node, { scope }) => readSelect(names, node, scope)],
  ["InsertStmt", (names, node, { scope }) => readInsert(names, node, scope)],
  ...["UpdateStmt", "DeleteStmt", "MergeStmt"].map((kind): [string, Reader] => [
    kind,
    (names, node, { scope }) => readChange(names, node, { kind, scope }),
  ]),
  ["CopyStmt", readCopy],
  ["VariableSetStmt", readSetting],
  ["CreateFunctionStmt", readRoutineCommand],
  ["AlterFunctionStmt", readRoutineCommand],
  ...Object.entries(MADE_NAMES).map(([kind, field]): [string, Reader] => [
    kind,
    (names, node, { scope }) => {
      names.makes.add(nameParts(node[field]).at(-1) ?? "");
      readFields(names, node, { kind, scope });
    },
  ]),
]);

function readRangeVar(names: BodyNames, rangeVar: AstNode, { kind, field }: Place): void {
  if (MADE_FIELDS[kind] === field) names.makes.add(relationName(rangeVar).name);
  names.addRelation(rangeVar, WRITTEN_FIELDS[kind] === field ? "write" : "read");
}

function readOperator(names: BodyNames, expression: AstNode, { scope }: Place): void {
  names.addExpression(expression);
  readSome(names, expression, { kind: "A_Expr", scope, fields: ["lexpr", "rexpr"] });
}

function readCall(names: BodyNames, call: AstNode, { scope }: Place): void {
  names.addCall(call);
  readFields(names, call, { kind: "FuncCall", scope });
}

function readCast(names: BodyNames, cast: AstNode, { scope }: Place): void {
  if (isAstNode(cast.typeName)) names.addCast(cast.typeName);
  readSome(names, cast, { kind: "TypeCast", scope, fields: ["arg"] });
}

function readWith(names: BodyNames, clause: AstNode, { scope }: Place): void {
  for (const item of nodeList(clause.ctes)) {
    if (isNode(item, "CommonTableExpr")) names.withNames.add(String(item.CommonTableExpr.ctename));
  }
  readFields(names, clause, { kind: "WithClause", scope });
}

function readCopy(names: BodyNames, copy: AstNode, { scope }: Place): void {
  readFields(names, copy, { kind: copy.is_from === true ? "CopyFrom" : "CopyStmt", scope });
}

function readSetting(names: BodyNames, setting: AstNode, { scope }: Place): void {
  names.setsSearchPath ||= setting.name === "search_path" && !names.inRoutineCommand;
  readFields(names, setting, { kind: "VariableSetStmt", scope });
}

/** A routine's own SET clause does not change the session's path. */
function readRoutineCommand(names: BodyNames, command: AstNode, { scope }: Place): void {
  const made = nameParts(command.funcname).at(-1);
  if (made !== undefined) names.makes.add(made);
  names.inRoutineCommand = true;
  readFields(names, command, { kind: "CreateFunctionStmt", scope });
  names.inRoutineCommand = false;
}

const QUERY_FIELDS = [
  "targetList",
  "whereClause",
  "havingClause",
  "windowClause",
  "valuesLists",
  "limitOffset",
  "limitCount",
];

function readSelect(names: BodyNames, select: AstNode, outer: Scope | undefined): void {
  const kind = "SelectStmt";
  readSome(names, select, { kind, scope: outer, fields: ["withClause", "intoClause", "larg", "rarg"] });
  const scope = innerScope(outer);
  readFrom(names, select.fromClause, scope);
  readSome(names, select, { kind, scope, fields: QUERY_FIELDS });
  for (const field of ["groupClause", "sortClause", "distinctClause"]) {
    const items = nodeList(select[field]);
    if (items.length === 0) continue;
    const outputs = select.larg === undefined ? outputNames(select.targetList) : undefined;
    for (const item of items) {
      const value = isNode(item, "SortBy") ? item.SortBy.node : item;
      const bare = isNode(value, "ColumnRef") ? nameParts(value.ColumnRef.fields) : [];
      // The name of an output, or one that may be.
      if (bare.length === 1 && (outputs === undefined || outputs.has(bare[0] ?? ""))) continue;
      readNode(names, item, { kind, field, scope });
    }
  }
}

/** Adds the items of a FROM list to the scope and reads what is inside them. */
function readFrom(names: BodyNames, items: AstValue, scope: Scope): void {
  if (items === undefined) return;
  addItems(scope, items, names);
  readItems(names, nodeList(items), scope);
}

/** A subselect sees only what is around the query, unless it is lateral; everything else sees its fellow items. */
function readItems(names: BodyNames, items: readonly AstNode[], scope: Scope): void {
  for (const item of items) {
    if (isNode(item, "RangeSubselect")) {
      const { lateral, subquery } = item.RangeSubselect;
      const seen = lateral === true ? scope : scope.outer;
      readNode(names, subquery, { kind: "RangeSubselect", field: "subquery", scope: seen });
    } else if (isNode(item, "JoinExpr")) {
      const { larg, rarg } = item.JoinExpr;
      readItems(names, [larg, rarg].filter(isAstNode), scope);
      readSome(names, item.JoinExpr, { kind: "JoinExpr", scope, fields: ["quals"] });
    } else readNode(names, item, { kind: "SelectStmt", field: "fromClause", scope });
  }
}

function readInsert(names: BodyNames, insert: AstNode, outer: Scope | undefined): void {
  const kind = "InsertStmt";
  readSome(names, insert, { kind, scope: outer, fields: ["withClause", "relation", "selectStmt"] });
  const target = fieldsOf(insert.relation, "RangeVar");
  if (target === undefined) return;
  const relation = targetOf(names, target);
  names.addColumnsOf(relation, insert.cols);
  const scope = innerScope(outer);
  addRelation(scope, target, names);
  const conflict = fieldsOf(insert.onConflictClause, "OnConflictClause");
  if (conflict !== undefined) {
    const merged = innerScope(outer);
    addRelation(merged, target, names);
    merged.items.set("excluded", relation ?? null);
    const infer = fieldsOf(conflict.infer, "InferClause") ?? {};
    names.addColumnsOf(relation, infer.indexElems);
    readSome(names, infer, { kind: "InferClause", scope, fields: ["indexElems", "whereClause"] });
    names.addColumnsOf(relation, conflict.targetList);
    readSome(names, conflict, {
      kind: "OnConflictClause",
      scope: merged,
      fields: ["targetList", "whereClause"],
    });
  }
  readReturning(names, insert, { kind, scope });
}

/** UPDATE, DELETE and MERGE: one relation, others beside it, conditions. */
function readChange(names: BodyNames, change: AstNode, { kind, scope: outer }: Surroundings): void {
  readSome(names, change, { kind, scope: outer, fields: ["withClause", "relation"] });
  const target = fieldsOf(change.relation, "RangeVar");
  if (target === undefined) return;
  const relation = targetOf(names, target);
  const scope = innerScope(outer);
  addRelation(scope, target, names);
  for (const beside of [change.fromClause, change.usingClause]) readFrom(names, beside, scope);
  if (isAstNode(change.sourceRelation)) readFrom(names, [change.sourceRelation], scope);
  names.addColumnsOf(relation, change.targetList);
  readSome(names, change, { kind, scope, fields: ["targetList", "whereClause", "joinCondition"] });
  for (const item of nodeList(change.mergeWhenClauses)) {
    const clause = fieldsOf(item, "MergeWhenClause") ?? {};
    names.addColumnsOf(relation, clause.targetList);
    readSome(names, clause, {
      kind: "MergeWhenClause",
      scope,
      fields: ["condition", "targetList", "values"],
    });
  }
  readReturning(names, change, { kind, scope });
}

/** Postgres 18 wraps the list, and takes NEW and OLD in it for the changed row of the statement. */
function readReturning(names: BodyNames, change: AstNode, { kind, scope }: Surroundings): void {
  names.inReturning = true;
  const clause = fieldsOf(change.returningClause, "ReturningClause");
  if (clause !== undefined) readSome(names, clause, { kind: "ReturningClause", scope, fields: ["exprs"] });
  readSome(names, change, { kind, scope, fields: ["returningList"] });
  names.inReturning = false;
}

/** The relation that a statement changes, unless it is a WITH query or lies in another database. */
function targetOf(names: BodyNames, rangeVar: AstNode): QualifiedName | undefined {
  const name = relationName(rangeVar);
  return rangeVar.catalogname === undefined && !names.isWithQuery(name) ? name : undefined;
}
