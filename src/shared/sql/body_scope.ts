import { type AstNode, type AstValue, isAstNode, nodeList } from "./ast.ts";
import { isNode, nameParts, type QualifiedName, relationName } from "./walk.ts";

/** What the names of columns can mean at one place of a statement: the items of a FROM list, and those around it. */
export interface Scope {
  readonly outer: Scope | undefined;
  /** Items by alias; `null` for one whose columns the text alone does not tell: a subselect, a function, a WITH query. */
  readonly items: Map<string, QualifiedName | null>;
}

/** System columns, which every table has and no catalog lists as its own. */
export const SYSTEM_COLUMNS: ReadonlySet<string> = new Set([
  "tableoid",
  "ctid",
  "xmin",
  "xmax",
  "cmin",
  "cmax",
]);

/** Tells which names are those of WITH queries. */
interface WithNames {
  isWithQuery(name: QualifiedName): boolean;
}

/** An empty scope inside another. */
export function innerScope(outer: Scope | undefined): Scope {
  return { outer, items: new Map() };
}

/** Adds the items of a FROM, USING or target list. */
export function addItems(scope: Scope, list: AstValue, names: WithNames): void {
  for (const item of nodeList(list)) addItem(scope, item, names);
}

function addItem(scope: Scope, item: AstNode, names: WithNames): void {
  if (isNode(item, "RangeVar")) addRelation(scope, item.RangeVar, names);
  else if (isNode(item, "JoinExpr")) {
    const { larg, rarg, alias, join_using_alias: using } = item.JoinExpr;
    for (const side of [larg, rarg]) if (isAstNode(side)) addItem(scope, side, names);
    for (const name of [alias, using]) if (isAstNode(name)) addOpaque(scope, name);
  } else if (isNode(item, "RangeTableSample")) {
    const { relation } = item.RangeTableSample;
    if (isAstNode(relation)) addItem(scope, relation, names);
  } else {
    for (const kind in item) {
      const fields = item[kind];
      addOpaque(scope, isAstNode(fields) && isAstNode(fields.alias) ? fields.alias : {});
    }
  }
}

/** Adds one relation, under its alias or its name. */
export function addRelation(scope: Scope, rangeVar: AstNode, names: WithNames): void {
  const relation = relationName(rangeVar);
  const alias = isAstNode(rangeVar.alias) ? rangeVar.alias : undefined;
  const isKnown =
    rangeVar.catalogname === undefined &&
    nodeList(alias?.colnames).length === 0 &&
    !names.isWithQuery(relation);
  const name = typeof alias?.aliasname === "string" ? alias.aliasname : relation.name;
  put(scope, name, isKnown ? relation : null);
}

function addOpaque(scope: Scope, alias: AstNode): void {
  const name = alias.aliasname;
  put(scope, typeof name === "string" ? name : `?${scope.items.size}`, null);
}

function put(scope: Scope, name: string, relation: QualifiedName | null): void {
  // Two items of one name: which one a column is of, the text does not tell.
  scope.items.set(name, scope.items.has(name) ? null : relation);
}

/** Whether an item of the scope, or of one around it, has the name. */
export function hasItem(scope: Scope | undefined, name: string): boolean {
  for (const place of outward(scope)) if (place.items.has(name)) return true;
  return false;
}

/** The relations of which one must have a column of these names; nothing where the text does not tell. */
export function ownersOf(scope: Scope, parts: readonly string[]): readonly QualifiedName[] | undefined {
  if (parts.length === 1) return ownersOfBare(scope, parts[0] ?? "");
  if (parts.length > 3) return undefined;
  const [schema, item] = parts.length === 3 ? parts : [undefined, parts[0] ?? ""];
  for (const place of outward(scope)) {
    const relation = place.items.get(item ?? "");
    if (relation === undefined) continue;
    if (relation === null || (schema !== undefined && relation.schema !== schema)) return undefined;
    return [relation];
  }
  return undefined;
}

function ownersOfBare(scope: Scope, name: string): readonly QualifiedName[] | undefined {
  const relations: QualifiedName[] = [];
  for (const place of outward(scope)) {
    // The name of an item stands for its whole row.
    if (place.items.has(name)) return undefined;
    for (const relation of place.items.values()) {
      if (relation === null) return undefined;
      relations.push(relation);
    }
  }
  return relations.length === 0 ? undefined : relations;
}

/** Names that a query's own ORDER BY, GROUP BY and DISTINCT ON may mean instead of a column; nothing where not all are known. */
export function outputNames(targets: AstValue): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const item of nodeList(targets)) {
    const target = isNode(item, "ResTarget") ? item.ResTarget : undefined;
    const name = target === undefined ? undefined : outputName(target);
    if (name === undefined) return undefined;
    names.add(name);
  }
  return names;
}

function outputName({ name, val }: AstNode): string | undefined {
  if (typeof name === "string") return name;
  if (isNode(val, "ColumnRef")) return nameParts(val.ColumnRef.fields).at(-1);
  if (isNode(val, "FuncCall")) return nameParts(val.FuncCall.funcname).at(-1);
  return isNode(val, "A_Const") || isNode(val, "A_Expr") ? "?column?" : undefined;
}

/** A scope and those around it, the innermost first. */
function* outward(scope: Scope | undefined): Generator<Scope> {
  let place = scope;
  while (place !== undefined) {
    yield place;
    place = place.outer;
  }
}
