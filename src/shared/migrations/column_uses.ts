import { type AstNode, type AstValue, isAstNode, nodeList } from "../sql/ast.ts";
import { BodyNames } from "../sql/body_names.ts";
import { readStatementNames } from "../sql/body_reader.ts";
import { fieldsOf, isNode, nameParts, type QualifiedName, qualifiedName, relationName } from "../sql/walk.ts";
import { listNames, textField } from "./event_refs.ts";
import type { ColumnUse, ReferencePlace } from "./reading.ts";

type Reader = (uses: ColumnUses, node: AstNode) => void;

/**
 * Columns that a statement needs when it runs: those of policies, indexes, views, constraints, foreign keys, triggers,
 * of queries, of statements on rows and of commands that change a column. Bodies are not looked at.
 */
export function readColumnUses(kind: string, node: AstNode): readonly ColumnUse[] {
  const reader = READERS[kind];
  if (reader === undefined) return [];
  const uses = new ColumnUses();
  reader(uses, node);
  // A copy has no room to grow.
  return uses.found.slice();
}

const READERS: Readonly<Record<string, Reader>> = {
  CreatePolicyStmt: policy,
  AlterPolicyStmt: policy,
  IndexStmt: index,
  ViewStmt: (uses, { query }) => uses.query(query, "view"),
  CreateTableAsStmt: (uses, { query, objtype }) => {
    if (objtype === "OBJECT_MATVIEW") uses.query(query, "view");
  },
  CreateTrigStmt: trigger,
  SelectStmt: (uses, node) => uses.query({ SelectStmt: node }, "query"),
  InsertStmt: inserted,
  UpdateStmt: (uses, node) => {
    uses.own(node.relation, targetNames(node.targetList), "data");
    uses.query({ UpdateStmt: node }, "data");
  },
  DeleteStmt: (uses, node) => uses.query({ DeleteStmt: node }, "data"),
  MergeStmt: (uses, node) => uses.query({ MergeStmt: node }, "data"),
  CreateStmt: (uses, { tableElts, constraints }) => {
    for (const item of [...nodeList(tableElts), ...nodeList(constraints)]) {
      if (isNode(item, "Constraint")) uses.foreign(item.Constraint);
      else if (isNode(item, "ColumnDef")) foreignOf(uses, item.ColumnDef);
    }
  },
  AlterTableStmt: alter,
  RenameStmt: (uses, node) => {
    if (node.renameType === "OBJECT_COLUMN" && node.relationType === "OBJECT_TABLE")
      uses.own(node.relation, [textField(node, "subname")], "alter");
  },
  CommentStmt: (uses, node) => {
    if (node.objtype !== "OBJECT_COLUMN") return;
    const names = listNames(node.object);
    if (names.length >= 2)
      uses.add([qualifiedName(names.slice(0, -1))], names.at(-1) ?? "", { place: "comment" });
  },
};

type Where = Pick<ColumnUse, "place" | "expression">;

/** Collects columns, each once. */
class ColumnUses {
  readonly found: ColumnUse[] = [];
  readonly #seen = new Set<string>();

  add(of: readonly QualifiedName[], name: string, { place, expression }: Where): void {
    if (name === "" || SYSTEM_COLUMNS.has(name)) return;
    const key = [name, ...of.map((relation) => `${relation.schema ?? ""}\u0001${relation.name}`)].join(
      "\u0000",
    );
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.found.push({ of, name, place, ...(expression && { expression }) });
  }

  /** Columns of one relation by their names. */
  own(rangeVar: AstValue, names: readonly string[], place: ReferencePlace): void {
    const relation = fieldsOf(rangeVar, "RangeVar");
    if (relation === undefined || relation.catalogname !== undefined) return;
    for (const name of names) this.add([relationName(relation)], name, { place });
  }

  /** Columns in a query that stands for itself. */
  query(query: AstValue, place: ReferencePlace): void {
    if (!isAstNode(query)) return;
    const [kind = ""] = Object.keys(query);
    const names = new BodyNames(new Map());
    readStatementNames(names, { node: query, kind, line: 1, expression: false });
    for (const { of, name } of names.facts().columns) this.add(of, name, { place, expression: true });
  }

  /** Columns in expressions over the row of a table, under its own name or others. */
  expressions(values: readonly AstValue[], { table, place, aliases }: ExpressionScope): void {
    const relation = fieldsOf(table, "RangeVar");
    const written = values.filter((value) => value !== undefined);
    if (relation === undefined || written.length === 0) return;
    if (aliases === undefined && this.#plain(written, relation, place)) return;
    const { alias: _alias, ...plain } = relation;
    const items = (aliases ?? [undefined]).map((aliasname) => ({
      RangeVar: aliasname === undefined ? plain : { ...plain, alias: { aliasname } },
    }));
    const targetList = written.map((val) => ({ ResTarget: { val } }));
    this.query({ SelectStmt: { targetList, fromClause: items } }, place);
  }

  /**
   * Expressions without a query of their own need no scopes: every name is one of the table. False where there is such
   * a query, and nothing is collected.
   */
  #plain(values: readonly AstValue[], relation: AstNode, place: ReferencePlace): boolean {
    const own = relationName(relation);
    const names: string[] = [];
    if (!values.every((value) => collectNames(value, own.name, names))) return false;
    for (const name of names) this.add([own], name, { place, expression: true });
    return true;
  }

  /** The columns of another table that a foreign key names. */
  foreign({ contype, pktable, pk_attrs }: AstNode): void {
    if (contype === "CONSTR_FOREIGN") this.own(pktable, nameParts(pk_attrs), "foreign key");
  }
}

/** Adds the columns that an expression names of the table; false where a query in it may give names another meaning. */
function collectNames(value: AstValue, table: string, names: string[]): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) {
    for (const item of value as readonly AstValue[]) if (!collectNames(item, table, names)) return false;
    return true;
  }
  const node = value as AstNode;
  if (node.fromClause !== undefined || node.withClause !== undefined || node.larg !== undefined) return false;
  const { ColumnRef: column } = node;
  if (isAstNode(column)) {
    const [first = "", second, ...rest] = nameParts(column.fields);
    if (second === undefined) {
      if (first !== table) names.push(first);
    } else if (first === table && rest.length === 0) names.push(second);
    return true;
  }
  for (const field in node) if (!collectNames(node[field], table, names)) return false;
  return true;
}

interface ExpressionScope {
  readonly table: AstValue;
  readonly place: ReferencePlace;
  /** Names that stand for the row in place of the table's own. */
  readonly aliases?: readonly string[];
}

const SYSTEM_COLUMNS: ReadonlySet<string> = new Set([
  "*",
  "cmax",
  "cmin",
  "ctid",
  "oid",
  "tableoid",
  "xmax",
  "xmin",
]);

function policy(uses: ColumnUses, { table, qual, with_check }: AstNode): void {
  uses.expressions([qual, with_check], { table, place: "policy" });
}

function index(uses: ColumnUses, node: AstNode): void {
  const table = node.relation;
  elements(uses, node.indexParams, { table, place: "index" });
  elements(uses, node.indexIncludingParams, { table, place: "index" });
  uses.expressions([node.whereClause], { table, place: "index" });
}

function elements(uses: ColumnUses, list: AstValue, scope: ExpressionScope): void {
  for (const item of nodeList(list)) {
    const element = fieldsOf(item, "IndexElem") ?? {};
    uses.own(scope.table, [textField(element, "name")], scope.place);
    uses.expressions([element.expr], scope);
  }
}

function trigger(uses: ColumnUses, { relation, columns, whenClause }: AstNode): void {
  uses.own(relation, nameParts(columns), "trigger");
  uses.expressions([whenClause], { table: relation, place: "trigger", aliases: ["new", "old"] });
}

function inserted(uses: ColumnUses, node: AstNode): void {
  uses.own(node.relation, targetNames(node.cols), "data");
  // Rows written out name no columns, and there may be thousands of them.
  const { selectStmt, ...rest } = node;
  const isWrittenOut = fieldsOf(selectStmt, "SelectStmt")?.valuesLists !== undefined;
  uses.query({ InsertStmt: isWrittenOut ? rest : node }, "data");
}

function targetNames(targets: AstValue): readonly string[] {
  return nodeList(targets).map((item) => textField(fieldsOf(item, "ResTarget") ?? {}, "name"));
}

function foreignOf(uses: ColumnUses, { constraints }: AstNode): void {
  for (const item of nodeList(constraints)) if (isNode(item, "Constraint")) uses.foreign(item.Constraint);
}

/** Commands that need the column that they name. */
const COLUMN_COMMANDS: ReadonlySet<AstValue> = new Set([
  "AT_AddIdentity",
  "AT_AlterColumnType",
  "AT_ColumnDefault",
  "AT_DropColumn",
  "AT_DropIdentity",
  "AT_DropNotNull",
  "AT_SetCompression",
  "AT_SetNotNull",
  "AT_SetStatistics",
  "AT_SetStorage",
]);

function alter(uses: ColumnUses, { relation: table, objtype, cmds }: AstNode): void {
  if (objtype !== "OBJECT_TABLE") return;
  for (const item of nodeList(cmds)) {
    const command = fieldsOf(item, "AlterTableCmd") ?? {};
    const { def, subtype } = command;
    if (isNode(def, "Constraint")) constraint(uses, def.Constraint, table);
    else if (isNode(def, "ColumnDef") && subtype === "AT_AddColumn") {
      for (const inner of nodeList(def.ColumnDef.constraints))
        if (isNode(inner, "Constraint")) constraint(uses, inner.Constraint, table);
    }
    if (COLUMN_COMMANDS.has(subtype) && command.missing_ok !== true)
      uses.own(table, [textField(command, "name")], "alter");
  }
}

function constraint(uses: ColumnUses, node: AstNode, table: AstValue): void {
  const { contype, keys, including, fk_attrs, raw_expr, where_clause, exclusions } = node;
  // The columns of a constraint that is put on an index are those of the index.
  if (node.indexname !== undefined) return;
  uses.foreign(node);
  if (contype === "CONSTR_FOREIGN") uses.own(table, nameParts(fk_attrs), "foreign key");
  uses.own(table, [...nameParts(keys), ...nameParts(including)], "alter");
  const isValue = contype === "CONSTR_DEFAULT";
  if (!isValue) uses.expressions([raw_expr, where_clause], { table, place: "check" });
  for (const pair of nodeList(exclusions)) {
    const [element] = isNode(pair, "List") ? nodeList(pair.List.items) : [];
    elements(uses, element === undefined ? [] : [element], { table, place: "check" });
  }
}
